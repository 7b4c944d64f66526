import type { DockerEngine } from '../../../../docker/engine.ts';
import { inspectOrGone, listProject } from '../../../../docker/stack-container.ts';
import type { VictimContainer } from './container-undo-data.ts';

const FROZEN_LIMIT_MS = 1_000;

/** What stands where the victim stood. */
export type VictimNow =
  /** The very container; `isSameRun`: not started anew since it was looked at. */
  | {
      readonly kind: 'same';
      readonly running: boolean;
      /** Between two attempts of its restart policy. */
      readonly restarting: boolean;
      readonly paused: boolean;
      readonly isSameRun: boolean;
      readonly exitCode: number;
    }
  /** It was removed, and another with the same compose labels stands in its place. */
  | { readonly kind: 'replaced'; readonly name: string; readonly running: boolean }
  | { readonly kind: 'gone' };

export async function victimNow(
  engine: Pick<DockerEngine, 'call'>,
  project: string,
  victim: VictimContainer,
  signal: AbortSignal,
): Promise<VictimNow> {
  const filters = { id: [victim.id] };
  const [listed] = await engine.call(`looking at ${victim.name}`, (docker) => docker.listContainers({ all: true, filters }), { signal });
  if (listed?.State === 'paused') {
    // A frozen container may not let itself be inspected: one that does not is the one that we froze.
    const info = await inspectOrGone(engine, victim.id, signal, FROZEN_LIMIT_MS).catch(() => null);
    signal.throwIfAborted();
    return {
      kind: 'same',
      running: true,
      restarting: false,
      paused: true,
      isSameRun: info === null || info.State.StartedAt === victim.startedAt,
      exitCode: 0,
    };
  }
  const info = listed === undefined ? null : await inspectOrGone(engine, victim.id, signal);
  if (info !== null) {
    const { Running, Paused, StartedAt, ExitCode, Restarting } = info.State;
    return {
      kind: 'same',
      // While it waits for its policy's next attempt the engine calls it running.
      running: Running && !Restarting,
      restarting: Restarting,
      paused: Paused,
      isSameRun: StartedAt === victim.startedAt,
      exitCode: ExitCode,
    };
  }
  const all = await listProject(engine, project, signal);
  const replacement = all.find(({ service, replica }) => service === victim.service && replica === victim.replica);
  if (replacement === undefined) return { kind: 'gone' };
  return { kind: 'replaced', name: replacement.name, running: replacement.status === 'running' };
}
