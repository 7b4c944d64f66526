import { waitForExit } from '../../../os-process/wait-for-exit.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { VictimProcess } from './process-undo-data.ts';

/** A victim that is just shutting down must be gone before it can be started again; one that is still there after this survived. */
const DYING_LIMIT_MS = 3_000;

/** Starts what is down, on the same ports, and waits until it is ready. `signalled`: those of them that may be about to end. */
export async function startAgain(
  stack: RunningStack,
  signalled: readonly VictimProcess[],
  victims: readonly VictimProcess[],
  signal: AbortSignal,
): Promise<void> {
  await waitForExit(signalled, DYING_LIMIT_MS, signal);
  await Promise.all(victims.map(({ instance }) => stack.startInstance(instance, signal)));
}
