import { agentProgram } from '../../../src/app/agent-program.ts';
import { agentRecipe } from '../../../src/docker/agent/agent-recipe.ts';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { provideHelperImage, provideImage } from '../../../src/docker/helper/provide-helper-image.ts';
import type { LeashClass } from '../../../src/docker/leash/nft-leash.ts';
import type { ContainerEdgeListener } from '../../../src/faults/drivers/docker/edge/container-edge.ts';
import { createContainerEdges } from '../../../src/faults/drivers/docker/edge/container-edges.ts';
import type { ContainerEdges } from '../../../src/faults/drivers/docker/edge/container-edges.ts';
import { createEdgeFaultDriver } from '../../../src/faults/drivers/docker/edge/edge-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import { directoryOf } from '../docker-network/labelled-stack.ts';

const SILENT: ContainerEdgeListener = {
  onReapplied: () => undefined,
  onFollowFailed: () => undefined,
  onProxyLost: () => undefined,
  onProxyRemark: () => undefined,
};
const wallClock = (): Date => new Date();

/** What crosses a process boundary; without a project it is a watchdog's driver, which has nothing but records. */
interface Input {
  readonly run: string;
  readonly url: string;
  readonly project: string | null;
  readonly class: LeashClass;
}

export async function build(input: Json): Promise<FaultDriver> {
  const { run, url, project, class: leashClass }: Input = JSON.parse(JSON.stringify(input));
  if (project === null) return createEdgeFaultDriver({ run: '', edges: null, wallClock });
  const engine = await connectEngine({ url, tlsFolder: null, from: 'a test' }, AbortSignal.timeout(20_000));
  return createEdgeFaultDriver({ run, edges: await containerEdges(engine, { run, project, class: leashClass }), wallClock });
}

export interface EdgesForTest {
  readonly run: string;
  readonly project: string;
  readonly class?: LeashClass;
  readonly listener?: ContainerEdgeListener;
  readonly drainMs?: number;
}

export async function containerEdges(engine: DockerEngine, options: EdgesForTest): Promise<ContainerEdges> {
  const { run, project, class: leashClass = 'kernel', listener = SILENT, drainMs = 500 } = options;
  const signal = AbortSignal.timeout(120_000);
  return createContainerEdges({
    run,
    directory: directoryOf(engine, project),
    helper: { image: await provideHelperImage(engine, {}, signal), class: leashClass },
    proxyImage: await provideImage(engine, agentRecipe(await agentProgram()), {}, signal),
    drainMs,
    seed: 1,
    ttlMs: 300_000,
    wallClock,
    listener,
  });
}
