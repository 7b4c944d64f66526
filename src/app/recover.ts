import type { DockerEngine } from '../docker/engine.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { findEndedRuns, readLeftover } from '../journal/find-leftovers.ts';
import type { Leftover } from '../journal/find-leftovers.ts';
import { listJournals } from '../journal/list-journals.ts';
import { sweepDrafts } from '../journal/lock/sweep-drafts.ts';
import { liveRuns } from '../journal/lock/read-locks.ts';
import { currentMoment } from '../journal/moment.ts';
import { stateFolder } from '../journal/state-folder.ts';
import { listStopRequests, removeStopRequest } from '../journal/stop-request.ts';
import { listStackProcesses } from '../os-process/list-stack-processes.ts';
import { printable } from '../report/words/printable.ts';
import { engineToRecover } from './engine-to-recover.ts';
import { listLiveRuns } from './live-runs.ts';
import { recoverEngine } from './recover-engine.ts';
import { recoverToxiproxy } from './recover-toxiproxy.ts';
import { toxiproxyNames } from './toxiproxy-names.ts';
import { refuseUnknownRun } from './refuse-unknown-run.ts';
import { renderLeftAlone, runsLeftAlone } from './runs-left-alone.ts';
import type { RunLeftAlone } from './runs-left-alone.ts';
import { recoverOrphans, listOrphans } from './recover-orphans.ts';
import { listRun, recoverRun } from './recover-run.ts';

export interface RecoverOptions {
  /** List what is left and touch nothing. */
  readonly dryRun: boolean;
  /** A run to recover although its lock is live, or although another host wrote its journal. */
  readonly force?: string | null;
  /** Where journals and locks lie; by default the user's state folder. */
  readonly state?: string;
  /** `--engine`: a Docker engine to look at too. By default the one that docker would speak to, where it is on this machine and answers. */
  readonly engine?: string | null;
  /** `--toxiproxy`: one that stands, to be looked at too; by default the one of TOXIPROXY_URL. */
  readonly toxiproxy?: string | null;
}

/** What `recover --json` prints. */
export interface RecoveryDocument {
  readonly schema: 'shakedown.recovery/v1';
  readonly dryRun: boolean;
  /** Nothing is left of runs that are over, as far as anybody can know. */
  readonly clean: boolean;
  readonly exitCode: typeof EXIT.pass | typeof EXIT.undoIncomplete;
  readonly runs: readonly RecoveredRun[];
  /** Runs whose locks have not expired: they may live, and were not touched. */
  readonly leftAlone: readonly RunLeftAlone[];
}

export interface RecoveredRun {
  readonly run: string;
  /** `null`: processes that no journal names. */
  readonly journal: string | null;
  readonly manifestPath: string | null;
  readonly startedAt: string | null;
  readonly clean: boolean;
  /** What stands in the way, or is worth knowing beside the records. */
  readonly message: string | null;
  readonly records: readonly RecoveredRecord[];
}

export interface RecoveredRecord {
  readonly id: string;
  readonly describe: string;
  /** `null`: not tried. */
  readonly undone: boolean | null;
  readonly message: string | null;
  readonly manual: readonly string[];
}

/**
 * Finds what runs that are over have left behind, undoes it and looks again. Runs that live are not touched, nor runs whose journal
 * another host wrote, unless `force` names them. Idempotent. Throws a UserError where the state folder cannot be read, and (exit 2) where
 * nothing is known of the run that `force` names.
 */
export async function recover({
  dryRun,
  force = null,
  state = stateFolder(process.env),
  engine = null,
  toxiproxy = null,
}: RecoverOptions): Promise<RecoveryDocument> {
  if (force !== null) await refuseUnknownRun(state, force, () => elsewhere(force));
  await sweepDrafts(state);
  const ended = [...(await findEndedRuns(state, currentMoment())), ...(await forced(state, force))];
  const runs: RecoveredRun[] = [];
  for (const leftover of unique(ended)) {
    const one = dryRun ? listRun(leftover) : await recoverRun(leftover, { state, force });
    if (one !== null) runs.push(one);
  }
  runs.push(...(await orphans()));
  const found = await engineToRecover(engine);
  if (found !== null) runs.push(...(await recoverEngine(found, { dryRun, force, except: null })));
  runs.push(...(await onToxiproxy(found, dryRun)));
  if (!dryRun) runs.push(...(await forgetStopRequests(state)));
  const clean = runs.every((run) => run.clean);
  const handled = new Set(runs.map(({ run }) => run));
  const leftAlone = (await runsLeftAlone(state, found)).filter(({ run }) => !handled.has(run));
  return { schema: 'shakedown.recovery/v1', dryRun, clean, exitCode: clean ? EXIT.pass : EXIT.undoIncomplete, runs, leftAlone };

  /** Runs that this machine need not have started: whoever holds or left something there. */
  async function elsewhere(run: string): Promise<readonly string[]> {
    const reached = await engineToRecover(engine);
    const live = reached === null ? [] : await listLiveRuns(state, reached, currentMoment());
    const left = reached === null ? [] : await recoverEngine(reached, { dryRun: true, force: run, except: null });
    return [...live, ...left, ...(await onToxiproxy(reached, true))].map((one) => one.run);
  }

  /** One that the environment names and that does not answer has nothing of ours: what it held was in its memory. */
  async function onToxiproxy(reached: DockerEngine | null, listOnly: boolean): Promise<RecoveredRun[]> {
    const { flag, env } = toxiproxyNames(toxiproxy);
    const how = { dryRun: listOnly, force, state, engine: reached };
    if (flag !== null) return recoverToxiproxy(flag, how);
    if (env === null || env === '') return [];
    return recoverToxiproxy(env, how).catch((error: unknown) => {
      if (error instanceof UserError && error.exitCode === EXIT.unreachable) return [];
      throw error;
    });
  }

  /** Processes of runs that neither live nor have a journal that was dealt with above. */
  async function orphans(): Promise<RecoveredRun[]> {
    // Processes first: a run takes its lock before it starts any.
    const processes = await listStackProcesses(state);
    const known = new Set([...(await liveRuns(state, currentMoment())).map((lock) => lock.run), ...runs.map((run) => run.run)]);
    const left = processes.filter((one) => !known.has(one.run));
    return dryRun ? listOrphans(left) : recoverOrphans(left);
  }
}

/** Of runs that died before they could answer. Returns those whose request stays. */
async function forgetStopRequests(state: string): Promise<RecoveredRun[]> {
  const asked = await listStopRequests(state);
  if (asked.length === 0) return [];
  const live = new Set((await liveRuns(state, currentMoment())).map(({ run }) => run));
  const stay: RecoveredRun[] = [];
  for (const run of asked.filter((one) => !live.has(one))) {
    await removeStopRequest(state, run).catch((error: unknown) => {
      const message = `a request to stop it cannot be removed: ${error instanceof Error ? error.message : String(error)}`;
      stay.push({ run, journal: null, manifestPath: null, startedAt: null, clean: false, message, records: [] });
    });
  }
  return stay;
}

async function forced(state: string, run: string | null): Promise<Leftover[]> {
  const journals = await listJournals(state);
  return Promise.all(journals.filter((journal) => journal.run === run).map(readLeftover));
}

function unique(leftovers: readonly Leftover[]): readonly Leftover[] {
  return [...new Map(leftovers.map((leftover) => [leftover.run, leftover])).values()];
}

/** For a terminal. */
export function renderRecovery({ runs, leftAlone, clean, dryRun }: RecoveryDocument): string {
  const alone = leftAlone.flatMap((run) => renderLeftAlone(run));
  if (runs.length === 0)
    return printable(
      [...alone, leftAlone.length === 0 ? 'Nothing is left of earlier runs.' : 'Nothing is left of runs that are over.'].join('\n'),
    );
  const blocks = runs.map((run) => {
    const head = `run ${run.run}${run.startedAt === null ? '' : ` of ${run.startedAt}`}${run.manifestPath === null ? '' : ` (${run.manifestPath})`}`;
    const records = run.records.flatMap(({ describe, undone, message, manual }) => [
      `  ${undone === true ? 'undone' : undone === false ? 'FAILED' : 'left'}: ${describe}${undone === false ? `: ${message ?? ''}` : ''}`,
      ...(undone === false ? manual.map((command) => `    by hand: ${command}`) : []),
    ]);
    return [head, ...records, ...(run.message === null ? [] : [`  ${run.message}`])].join('\n');
  });
  const end = dryRun
    ? clean
      ? 'Nothing is left of runs that are over.'
      : 'Undo it with: shakedown recover'
    : clean
      ? leftAlone.length === 0
        ? 'Everything is undone.'
        : 'Everything of runs that are over is undone.'
      : 'Something is left: see above.';
  return printable([...blocks, ...alone, end].join('\n'));
}
