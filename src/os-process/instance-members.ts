import type { ProcessIdentity } from './process-identity.ts';
import { listMarkedProcesses } from './list-marked-processes.ts';
import { listProcesses } from './list-processes.ts';
import { INSTANCE_MARKER } from './process-marker.ts';
import type { ProcessStat } from './process-stat.ts';

export interface Membership {
  readonly run: string;
  /** `null`: all of the run's. */
  readonly instance: string | null;
  /** `null`: it is not known whether, or as what, it was started. */
  readonly leader: ProcessIdentity | null;
}

/** What an instance started and still lives, some of it perhaps twice: its process group, its session, and whatever carries its marker. */
export async function instanceMembers({ run, instance, leader }: Membership): Promise<ProcessStat[]> {
  const marked = await listMarkedProcesses(run, 'stack', instance === null ? {} : { [INSTANCE_MARKER]: instance });
  const all = leader === null ? [] : await listProcesses();
  // Group and session numbers mean something only while their leader is known to be the one that we started.
  const alive = leader !== null && all.some((one) => one.pid === leader.pid && one.startTime === leader.startTime);
  const grouped = alive ? all.filter((one) => one.group === leader.pid || one.session === leader.pid) : [];
  return [...marked, ...grouped];
}
