import { isReady } from '../../../os-process/readiness.ts';
import type { InstanceState } from '../../../stack/running-stack.ts';

/** Longer than any healthy answer on a loopback of a busy machine, short beside the shortest fault. */
const ANSWER_LIMIT_MS = 400;

/**
 * An exchange with the instance, as its clients have them. `null` where none is known: that a port accepts says nothing of the process
 * behind it, since the kernel accepts for one that is stopped.
 */
export async function answersNow({ ready, ports }: InstanceState, signal: AbortSignal): Promise<boolean | null> {
  const port = ready === null ? undefined : ports[ready.port];
  if (ready?.kind !== 'http' || port === undefined) return null;
  return isReady(ready, port, signal, ANSWER_LIMIT_MS);
}
