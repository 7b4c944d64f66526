import type { DockerSight } from './look-at-stack.ts';
import { listenToContainers } from './listen-to-containers.ts';
import { watchOutsiders } from './watch-outsiders.ts';
import type { RunSession } from './run-session.ts';
import type { SecuredRun } from './secure-run.ts';
import { dockerStack } from '../docker/docker-stack.ts';
import type { DockerStack } from '../docker/docker-stack.ts';
import { publishedAddresses, publishedHost } from '../stack/docker-addresses.ts';
import { MovedPorts } from '../load/engine/connect/moved-ports.ts';
import { resolveTemplate } from '../stack/resolve-template.ts';
import { engineTime } from '../docker/engine-time.ts';
import { removeRun } from '../docker/remove-run.ts';
import { ownProject, startComposeStack } from '../stack/start-compose-stack.ts';
import { replayJournal } from '../journal/replay-journal.ts';
import { undoers } from './undoers.ts';

const STOP_LIMIT_MS = 60_000;
/** Beyond the longest run, so that a hung one is told from one that takes its time. */
const EXPIRY_SLACK_MS = 60_000;

export interface DockerSystem {
  readonly stack: DockerStack;
  /** As the stack is reached now. */
  readonly resolve: (text: string) => string;
  /** Ports that the load must follow. */
  readonly movedPorts: MovedPorts;
}

/** The project under test, brought up where it is the run's own, with what becomes of its containers on the run's timeline. */
export async function standDockerStack(session: RunSession, { journal }: SecuredRun, sight: DockerSight): Promise<DockerSystem> {
  const { run, plan, bus, stop, cleanup, folder, clock } = session;
  const { engine, compose } = sight;
  const spec = plan.experiment.stack;
  const project = spec.kind === 'compose' ? ownProject(plan.experiment.name, run) : sight.inventory.project;
  const stack = dockerStack(engine, project, run);
  const movedPorts = new MovedPorts(publishedHost(engine.address));
  const follow = plan.experiment.load.some((load) => load.model === 'closed' && load.engine === 'autocannon') ? null : movedPorts;
  const since = await engineTime(engine, stop.signal);
  const listening = listenToContainers(stack, { bus, stop, follow, outsiders: watchOutsiders(plan.faults, { bus, stop }), since });
  cleanup.push('the view of the containers', async () => listening.close());
  if (spec.kind === 'compose' && compose !== null) {
    cleanup.push('the stack', async () => {
      listening.leaving();
      await removeRun(engine, project, run, AbortSignal.timeout(STOP_LIMIT_MS));
      await journal.settle(`stack:${project}`);
    });
    const expiresAt = new Date(clock.wallClock().getTime() + plan.experiment.safety.maxDurationMs + EXPIRY_SLACK_MS);
    const { name } = plan.experiment;
    await startComposeStack({ ...compose, run, name, engine, spec, journal, logFolder: folder.logFolder, expiresAt }, stop.signal);
  }
  // Before the stack goes: what a fault left to it is judged on what stands, and started where it is still down.
  cleanup.push('what was left to the system', async () => {
    const records = journal.pending().filter(({ fault }) => fault !== null);
    const onStartedForSystem = (instance: string): void =>
      bus.emit({ type: 'warning-raised', message: `${instance} had not come back by itself when the run ended: it was started again` });
    await replayJournal({ records, undoers: undoers({ onStartedForSystem }), settle: (id) => journal.settle(id), onReplayed: () => {} });
  });
  const containers = await stack.list(stop.signal);
  listening.settled(containers);
  const resolve = (text: string): string => resolveTemplate(text, publishedAddresses(listening.reached(), movedPorts.host));
  return { stack, resolve, movedPorts };
}
