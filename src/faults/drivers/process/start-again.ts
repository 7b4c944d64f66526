import { signalGroup } from '../../../os-process/signal-process.ts';
import { waitForExit } from '../../../os-process/wait-for-exit.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { VictimProcess } from './process-undo-data.ts';

/** A victim that is just shutting down gets so long for it. */
const DYING_LIMIT_MS = 3_000;
const KILLED_LIMIT_MS = 2_000;

/**
 * Starts what is down, on the same ports, and waits until it is ready. A signalled victim that is still there may go at any moment, with
 * nobody left to start it again: it is ended by force first.
 *
 * @param onSpawned called when all of them run, ready or not
 */
export async function startAgain(
  stack: RunningStack,
  signalled: readonly VictimProcess[],
  victims: readonly VictimProcess[],
  signal: AbortSignal,
  onSpawned: () => void,
): Promise<void> {
  const left = await waitForExit(signalled, DYING_LIMIT_MS, signal);
  for (const victim of left) await signalGroup(victim, 'SIGKILL');
  const [survivor] = await waitForExit(left, KILLED_LIMIT_MS, signal);
  if (survivor !== undefined) throw new Error(`pid ${survivor.pid} could not be ended, and so not be started again`);
  const spawned = victims.map(() => Promise.withResolvers<void>());
  void Promise.all(spawned.map(({ promise }) => promise)).then(onSpawned);
  await Promise.all(victims.map(({ instance }, index) => stack.startInstance(instance, signal, spawned[index]?.resolve)));
}
