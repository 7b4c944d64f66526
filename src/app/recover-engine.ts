import { byRole, listEngineLocks } from '../docker/engine-lock/lock-containers.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { currentMoment } from '../journal/moment.ts';
import { RUN_LABEL } from '../docker/labels.ts';
import { removeMarker } from '../docker/markers.ts';
import { findStopRequests } from '../docker/stop-requests.ts';
import { findEngineLeftovers } from './engine-leftovers.ts';
import type { EngineLeftover } from './engine-leftovers.ts';
import type { RecoveredRecord, RecoveredRun } from './recover.ts';
import { giveBackLocks, undoLeftover } from './undo-leftover.ts';

const LIMIT_MS = 20_000;

export interface EngineRecovery {
  readonly dryRun: boolean;
  /** A run to recover although its lock is live. */
  readonly force: string | null;
  /** Our own run. */
  readonly except: string | null;
}

/** Undoes what runs that are over left on an engine, by their markers and labels alone; lists it where it is a dry run. */
export async function recoverEngine(engine: DockerEngine, { dryRun, force, except }: EngineRecovery): Promise<RecoveredRun[]> {
  const left = await findEngineLeftovers(engine, { now: currentMoment(), except, force }, AbortSignal.timeout(LIMIT_MS));
  const runs: RecoveredRun[] = [];
  for (const [run, members] of Map.groupBy(left, (one) => one.run)) {
    const records: RecoveredRecord[] = [];
    for (const one of members) records.push(dryRun ? listed(one, null, null) : await undo(engine, one));
    if (!dryRun && records.every(({ undone }) => undone === true)) await giveBackLocks(engine, run);
    const clean = records.every(({ undone }) => undone === true);
    runs.push({ run, journal: null, manifestPath: null, startedAt: null, clean, message: `found on the engine ${engine.name}`, records });
  }
  if (!dryRun) {
    await forgetLocks(engine, { force, except });
    await forgetStopRequests(engine, except);
  }
  return runs;
}

/** Locks of runs that died with nothing else to undo, and beats without a lock: they keep nobody waiting, and nobody else would clear them away. */
async function forgetLocks(engine: DockerEngine, { force, except }: Omit<EngineRecovery, 'dryRun'>): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const [locks, beats] = await Promise.all([listEngineLocks(engine, signal), byRole(engine, 'beat', signal)]);
  const live = new Set(locks.filter(({ isLive, run }) => isLive && run !== force).map(({ run }) => run));
  const all = new Set([...locks.map(({ run }) => run), ...beats.map(({ Labels }) => Labels[RUN_LABEL] ?? '')]);
  for (const run of all) if (run !== '' && run !== except && !live.has(run)) await giveBackLocks(engine, run);
}

/** Of runs that died before they could answer. */
async function forgetStopRequests(engine: DockerEngine, except: string | null): Promise<void> {
  const asked = await findStopRequests(engine, null, AbortSignal.timeout(LIMIT_MS));
  if (asked.length === 0) return;
  const locks = await listEngineLocks(engine, AbortSignal.timeout(LIMIT_MS));
  const live = new Set(locks.filter(({ isLive }) => isLive).map(({ run }) => run));
  for (const { run, container } of asked) {
    if (run !== except && !live.has(run)) await removeMarker(engine, container, AbortSignal.timeout(LIMIT_MS));
  }
}

async function undo(engine: DockerEngine, left: EngineLeftover): Promise<RecoveredRecord> {
  const { ok, message } = await undoLeftover(engine, left);
  return listed(left, ok, message);
}

function listed({ id, describe, manual }: EngineLeftover, undone: boolean | null, message: string | null): RecoveredRecord {
  return { id, describe, manual, undone, message };
}
