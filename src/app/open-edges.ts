import { agentRecipe } from '../docker/agent/agent-recipe.ts';
import type { DockerStack } from '../docker/docker-stack.ts';
import { provideImage } from '../docker/helper/provide-helper-image.ts';
import { createContainerEdges } from '../faults/drivers/docker/edge/container-edges.ts';
import type { ContainerEdges } from '../faults/drivers/docker/edge/container-edges.ts';
import type { LeashHelper } from '../faults/drivers/docker/network/network-fault-driver.ts';
import { edgesOf } from '../plan/plan-faults.ts';
import { parseLastWords, resetWords } from '../proxy/last-words.ts';
import { agentProgram } from './agent-program.ts';
import type { RunSession } from './run-session.ts';

/** Beyond the drain. */
const CLOSE_GRACE_MS = 15_000;
/** Beyond the longest run. */
const SLACK_MS = 60_000;

/**
 * A proxy beside every edge between containers that a fault needs, before the baseline: no rule leads anybody there as yet. `null`: no
 * fault needs one. A proxy that dies ends the run.
 */
export async function openEdges(session: RunSession, directory: DockerStack, helper: LeashHelper): Promise<ContainerEdges | null> {
  const { plan, run, bus, stop, cleanup, clock } = session;
  const planned = edgesOf(plan.faults);
  if (planned.length === 0) return null;
  // Connections of a stack that goes itself need no time to end.
  const drainMs = plan.experiment.stack.kind === 'compose' ? 0 : plan.experiment.drainMs;
  const proxyImage = await provideImage(directory.engine, agentRecipe(await agentProgram()), process.env, stop.signal);
  const edges = createContainerEdges({
    run,
    directory,
    helper,
    proxyImage,
    drainMs,
    seed: plan.seed,
    ttlMs: plan.experiment.safety.maxDurationMs + SLACK_MS,
    wallClock: () => clock.wallClock(),
    listener: {
      onReapplied: (edge, instance, afterMs) => {
        for (const { id, target } of plan.faults)
          if (target.kind === 'edge' && target.name === edge) bus.emit({ type: 'fault-reapplied', fault: id, instance, afterMs });
      },
      onFollowFailed: (edge, message) => bus.emit({ type: 'warning-raised', message: `edge ${edge}: ${message}` }),
      onProxyLost: (edge, reason) => {
        const message = `the fault proxy of ${edge} died: ${reason}`;
        bus.emit({ type: 'proxy-lost', apiUrl: edge, reason: message });
        stop.stop({ kind: 'component-lost', component: 'proxy', message });
      },
      onProxyRemark: (edge, line) => {
        const reset = parseLastWords(line) ?? 0;
        if (reset > 0 && plan.experiment.stack.kind !== 'compose')
          bus.emit({ type: 'warning-raised', message: resetWords(`the fault proxy of ${edge}`, reset, drainMs) });
      },
    },
  });
  cleanup.push('the fault proxies', () => edges.close(AbortSignal.timeout(drainMs + CLOSE_GRACE_MS)));
  for (const edge of planned) await edges.open(edge, stop.signal);
  return edges;
}
