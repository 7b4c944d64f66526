import { EXIT, UserError } from '../errors/user-error.ts';
import { listJournals } from '../journal/list-journals.ts';
import { readLocks } from '../journal/lock/read-locks.ts';
import { listStackProcesses } from '../os-process/list-stack-processes.ts';

/**
 * Throws a UserError (exit 2) for a run of which there is no trace: a slip of the fingers must not pass for "nothing is left of it".
 * `elsewhere`: the runs seen on an engine and on a Toxiproxy, asked for only where this machine knows none of that name.
 */
export async function refuseUnknownRun(state: string, run: string, elsewhere: () => Promise<readonly string[]>): Promise<void> {
  const journals = await listJournals(state);
  const known = [...journals, ...(await readLocks(state)).map(({ content }) => content), ...(await listStackProcesses(state))].map(
    (one) => one.run,
  );
  if (known.includes(run) || (await elsewhere()).includes(run)) return;
  const names = journals.map((journal) => journal.run).join(', ');
  throw new UserError(`there is no run ${run} here`, {
    exitCode: EXIT.usage,
    where: state,
    try: names === '' ? 'nothing is known of any run; `shakedown recover --dry-run` lists what is left' : `there are: ${names}`,
  });
}
