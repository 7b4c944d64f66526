import { byRole, listEngineLocks } from '../docker/engine-lock/lock-containers.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { removeMarker } from '../docker/markers.ts';
import { findStopRequests } from '../docker/stop-requests.ts';
import { recordedEngine } from '../docker/recorded-engine.ts';
import { replayJournal } from '../journal/replay-journal.ts';
import type { Json, UndoRecord } from '../journal/undo-record.ts';
import { findEngineLeftovers } from './engine-leftovers.ts';
import type { EngineLeftover } from './engine-leftovers.ts';
import type { RecoveredRecord, RecoveredRun } from './recover.ts';
import { undoers } from './undoers.ts';

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
  const left = await findEngineLeftovers(engine, { now: new Date(), except, force }, AbortSignal.timeout(LIMIT_MS));
  const runs: RecoveredRun[] = [];
  for (const [run, members] of Map.groupBy(left, (one) => one.run)) {
    const records: RecoveredRecord[] = [];
    for (const one of members) records.push(dryRun ? listed(one, null, null) : await undo(engine, one));
    if (!dryRun && records.every(({ undone }) => undone === true)) await giveBackLocks(engine, run);
    const clean = records.every(({ undone }) => undone === true);
    runs.push({ run, journal: null, manifestPath: null, startedAt: null, clean, message: `found on the engine ${engine.name}`, records });
  }
  if (!dryRun) await forgetStopRequests(engine, except);
  return runs;
}

/** Of runs that died before they could answer. */
async function forgetStopRequests(engine: DockerEngine, except: string | null): Promise<void> {
  const asked = await findStopRequests(engine, null, AbortSignal.timeout(LIMIT_MS));
  if (asked.length === 0) return;
  const now = new Date();
  const locks = await listEngineLocks(engine, AbortSignal.timeout(LIMIT_MS));
  const live = new Set(locks.filter(({ expiresAt }) => expiresAt > now).map(({ run }) => run));
  for (const { run, container } of asked) {
    if (run !== except && !live.has(run)) await removeMarker(engine, container, AbortSignal.timeout(LIMIT_MS));
  }
}

/** Of a run that is over, and has nothing left to guard. */
async function giveBackLocks(engine: DockerEngine, run: string): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const found = [...(await byRole(engine, 'beat', signal, run)), ...(await byRole(engine, 'lock', signal, run))];
  for (const { Id } of found) await removeMarker(engine, Id, signal);
}

async function undo(engine: DockerEngine, left: EngineLeftover): Promise<RecoveredRecord> {
  if (left.record === null) return listed(left, false, 'it was written by a later version: use that one');
  const [replayed] = await replayJournal({
    records: [onThisWay(left.record, engine)],
    undoers: undoers(),
    settle: async () => {
      if (left.marker !== null) await removeMarker(engine, left.marker, AbortSignal.timeout(LIMIT_MS));
    },
    onReplayed: () => undefined,
  });
  return listed(left, replayed?.ok ?? false, replayed?.message ?? null);
}

/** The engine is the same; the way to it may be another than the run's was, which may have been on another machine. */
function onThisWay(record: UndoRecord, engine: DockerEngine): UndoRecord {
  return isObject(record.data) ? { ...record, data: { ...record.data, engine: recordedEngine(engine) } } : record;
}

function isObject(data: Json): data is { readonly [key: string]: Json } {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function listed({ id, describe, manual }: EngineLeftover, undone: boolean | null, message: string | null): RecoveredRecord {
  return { id, describe, manual, undone, message };
}
