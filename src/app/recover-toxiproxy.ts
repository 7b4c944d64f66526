import { listEngineLocks } from '../docker/engine-lock/lock-containers.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { liveRuns } from '../journal/lock/read-locks.ts';
import { currentMoment } from '../journal/moment.ts';
import { findStrays, removeStray } from '../toxiproxy/strays.ts';
import type { Stray } from '../toxiproxy/strays.ts';
import { ToxiproxyCallError } from '../toxiproxy/toxiproxy-call-error.ts';
import type { RecoveredRecord, RecoveredRun } from './recover.ts';

const LIMIT_MS = 20_000;

export interface ToxiproxyRecovery {
  readonly dryRun: boolean;
  /** A run to recover although it may live. */
  readonly force: string | null;
  /** Where locks lie. */
  readonly state: string;
  /** Whose locks count too; `null`: none was reached. */
  readonly engine: DockerEngine | null;
}

/**
 * Undoes what runs that are over left on a Toxiproxy that stands, by the names of proxies and toxics alone; lists it where it is a dry
 * run. Of a run that may live nothing is touched. Throws a UserError (exit 6) where no Toxiproxy answers there.
 */
export async function recoverToxiproxy(apiUrl: string, { dryRun, force, state, engine }: ToxiproxyRecovery): Promise<RecoveredRun[]> {
  const found = await findStrays(apiUrl, AbortSignal.timeout(LIMIT_MS)).catch((error: unknown) => {
    throw unreachable(apiUrl, error);
  });
  const live = await liveNow(state, engine);
  const runs: RecoveredRun[] = [];
  for (const [run, strays] of Map.groupBy(found, (one) => one.run)) {
    if (run !== force && live.has(run)) continue;
    const about = { run, journal: null, manifestPath: null, startedAt: null };
    const doubt = run === force ? null : mayLive(strays, engine);
    if (doubt !== null) {
      runs.push({
        ...about,
        clean: true,
        message: `left alone on the Toxiproxy at ${apiUrl}: ${doubt}; if it is dead: --force ${run}`,
        records: [],
      });
      continue;
    }
    const records = dryRun ? strays.map((stray) => recordOf(apiUrl, stray, null, null)) : await undo(apiUrl, strays);
    const clean = records.every(({ undone }) => undone === true);
    runs.push({ ...about, clean, message: `found on the Toxiproxy at ${apiUrl}`, records });
  }
  return runs;
}

async function undo(apiUrl: string, strays: readonly Stray[]): Promise<readonly RecoveredRecord[]> {
  const records: RecoveredRecord[] = [];
  for (const stray of strays) {
    const failure = await removeStray(apiUrl, stray, AbortSignal.timeout(LIMIT_MS)).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    records.push(recordOf(apiUrl, stray, failure === null, failure ?? 'undone'));
  }
  return records;
}

/** Runs of this user here, and whoever works on that engine. */
async function liveNow(state: string, engine: DockerEngine | null): Promise<ReadonlySet<string>> {
  const here = await liveRuns(state, currentMoment());
  const there = engine === null ? [] : await listEngineLocks(engine, AbortSignal.timeout(LIMIT_MS));
  return new Set([...here, ...there.filter(({ isLive }) => isLive)].map(({ run }) => run));
}

/** A run of another machine has no lock that can be seen from here. `null`: it is over. */
function mayLive(strays: readonly Stray[], engine: DockerEngine | null): string | null {
  const until = strays.flatMap((stray) => (stray.kind === 'proxy' ? (stray.until ?? []) : [])).at(0);
  if (until !== undefined) return until.getTime() > Date.now() ? `it may live until ${until.toISOString()}` : null;
  // Toxics on proxies of others are of a run on containers, whose lock stands on their engine.
  const isOnOthers = strays.some(({ kind }) => kind === 'toxic');
  return isOnOthers && engine === null ? 'whether it lives stands on its engine (--engine), which was not reached' : null;
}

function recordOf(apiUrl: string, stray: Stray, undone: boolean | null, message: string | null): RecoveredRecord {
  const { proxy } = stray;
  const path = stray.kind === 'proxy' ? `proxies/${proxy}` : `proxies/${proxy}/toxics/${stray.toxic}`;
  const describe = stray.kind === 'proxy' ? `delete the proxy ${proxy}` : `take the toxic ${stray.toxic} off the proxy ${proxy}`;
  return { id: path, describe: `${describe} on the Toxiproxy at ${apiUrl}`, manual: [`curl -X DELETE ${apiUrl}/${path}`], undone, message };
}

function unreachable(apiUrl: string, error: unknown): unknown {
  if (!(error instanceof ToxiproxyCallError)) return error;
  return new UserError(`the Toxiproxy at ${apiUrl} cannot be looked at: ${error.message}`, {
    exitCode: EXIT.unreachable,
    where: apiUrl,
    try: 'name one that runs with --toxiproxy, or take TOXIPROXY_URL away: what it held was in its memory',
    cause: error,
  });
}
