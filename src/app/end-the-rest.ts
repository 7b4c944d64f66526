import { listMarkedProcesses } from '../os-process/list-marked-processes.ts';
import { endProcesses } from '../stack/end-processes.ts';

const GRACE_MS = 5_000;

export interface EndedRest {
  readonly pids: readonly number[];
  /** `null`: they are gone. */
  readonly failure: string | null;
}

/**
 * Ends what a dead run's records do not name and still carries its marker, as the program of a probe that was asking. After the records:
 * they know how the stack wants to be ended. Never throws.
 */
export async function endTheRest(run: string): Promise<EndedRest> {
  let pids: readonly number[] = [];
  try {
    pids = (await listMarkedProcesses(run, 'stack')).map(({ pid }) => pid);
    const options = { run, instance: null, leader: null, orphans: [], stopTimeoutMs: GRACE_MS };
    if (pids.length > 0) await endProcesses(options, new AbortController().signal);
    return { pids, failure: null };
  } catch (error) {
    return { pids, failure: error instanceof Error ? error.message : String(error) };
  }
}
