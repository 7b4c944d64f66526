import type { ProcessIdentity } from '../os-process/process-identity.ts';
import { listProcesses } from '../os-process/list-processes.ts';
import { signalGroup, signalProcess } from '../os-process/signal-process.ts';
import { waitForExit } from '../os-process/wait-for-exit.ts';
import { instanceMembers } from '../os-process/instance-members.ts';
import type { Membership } from '../os-process/instance-members.ts';

export interface EndOptions extends Membership {
  /** Known members that carry no marker any more. */
  readonly orphans: readonly ProcessIdentity[];
  /** SIGTERM to SIGKILL. */
  readonly stopTimeoutMs: number;
}

const KILL_ROUNDS = 10;
const KILL_WAIT_MS = 500;

/**
 * Ends everything that an instance started: its process group, its session, and whatever carries its marker. Gently first; when the
 * time is up, or the signal aborts, by force: an abort makes it quicker, never incomplete. Throws when something is still there.
 */
export async function endProcesses(options: EndOptions, signal: AbortSignal): Promise<void> {
  const members = await membersOf(options);
  if (members.length === 0) return;
  await signalAll(options, members, 'SIGTERM');
  // A stopped process hears SIGTERM only when it runs again.
  await signalAll(options, members, 'SIGCONT');
  await waitForExit(members, options.stopTimeoutMs, signal).catch(() => undefined);
  let left = [...(await survivors(members)), ...(await membersOf(options))];
  // Again and again: a process that forks faster than it is killed leaves new ones.
  for (let round = 0; round < KILL_ROUNDS && left.length > 0; round += 1) {
    await signalAll(options, left, 'SIGKILL');
    await waitForExit(left, KILL_WAIT_MS, new AbortController().signal);
    left = [...(await survivors(left)), ...(await membersOf(options))];
  }
  if (left.length === 0) return;
  const pids = [...new Set(left.map((one) => one.pid))].join(', ');
  throw new Error(`${options.instance ?? `run ${options.run}`} could not be ended: pid ${pids} survived SIGKILL`);
}

async function membersOf(options: EndOptions): Promise<ProcessIdentity[]> {
  return [...(await instanceMembers(options)), ...(await survivors(options.orphans))];
}

function survivors(processes: readonly ProcessIdentity[]): Promise<readonly ProcessIdentity[]> {
  return waitForExit(processes, 0, new AbortController().signal);
}

async function signalAll(options: EndOptions, members: readonly ProcessIdentity[], signal: NodeJS.Signals): Promise<void> {
  const { leader } = options;
  const grouped = new Set<number>();
  if (leader !== null) {
    for (const one of await listProcesses()) if (one.group === leader.pid) grouped.add(one.pid);
    if ((await signalGroup(leader, signal)) === 'gone') grouped.clear();
  }
  // The group has it already; the rest get it one by one.
  const others = new Map(members.filter((one) => !grouped.has(one.pid)).map((one) => [one.pid, one]));
  for (const one of others.values()) await signalProcess(one, signal);
}
