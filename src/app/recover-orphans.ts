import type { StackProcess } from '../os-process/list-stack-processes.ts';
import { endProcesses } from '../stack/end-processes.ts';
import type { RecoveredRecord, RecoveredRun } from './recover.ts';

const GRACE_MS = 5_000;

/** Processes of runs without a journal (somebody deleted it), by run. */
export function listOrphans(processes: readonly StackProcess[]): RecoveredRun[] {
  return byRun(processes).map(([run, pids]) => orphans(run, pids, null, null));
}

/** Ends them. */
export async function recoverOrphans(processes: readonly StackProcess[]): Promise<RecoveredRun[]> {
  const recovered: RecoveredRun[] = [];
  for (const [run, pids] of byRun(processes)) {
    const error = await endProcesses(
      { run, instance: null, leader: null, orphans: [], stopTimeoutMs: GRACE_MS },
      new AbortController().signal,
    ).then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
    recovered.push(orphans(run, pids, error === null, error));
  }
  return recovered;
}

function orphans(run: string, pids: readonly number[], undone: boolean | null, message: string | null): RecoveredRun {
  const describe = `end pid ${pids.join(', ')}, which a run started whose journal is gone`;
  const record: RecoveredRecord = { id: 'processes', describe, undone, message, manual: [`kill ${pids.join(' ')}`] };
  return { run, journal: null, manifestPath: null, startedAt: null, clean: undone === true, message: null, records: [record] };
}

function byRun(processes: readonly StackProcess[]): (readonly [string, readonly number[]])[] {
  const runs = Map.groupBy(processes, (one) => one.run);
  return [...runs].map(([run, members]) => [run, members.map((one) => one.pid)]);
}
