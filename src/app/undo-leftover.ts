import { byRole } from '../docker/engine-lock/lock-containers.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { removeMarker } from '../docker/markers.ts';
import { recordedEngine } from '../docker/recorded-engine.ts';
import { replayJournal } from '../journal/replay-journal.ts';
import type { Json, UndoRecord } from '../journal/undo-record.ts';
import { dockerUndoers } from './docker-undoers.ts';
import type { EngineLeftover } from './engine-leftovers.ts';

const LIMIT_MS = 20_000;

/** Undoes one thing that was found on the engine, and takes its marker away when it is undone. Does not throw. */
export async function undoLeftover(
  engine: DockerEngine,
  left: EngineLeftover,
): Promise<{ readonly ok: boolean; readonly message: string | null }> {
  if (left.record === null) return { ok: false, message: 'it was written by a later version: use that one' };
  const [replayed] = await replayJournal({
    records: [onThisWay(left.record, engine)],
    undoers: dockerUndoers(),
    settle: async () => {
      if (left.marker !== null) await removeMarker(engine, left.marker, AbortSignal.timeout(LIMIT_MS));
    },
    onReplayed: () => undefined,
  });
  return { ok: replayed?.ok ?? false, message: replayed?.message ?? null };
}

/** Of a run that is over, and has nothing left to guard. */
export async function giveBackLocks(engine: DockerEngine, run: string): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const found = [...(await byRole(engine, 'beat', signal, run)), ...(await byRole(engine, 'lock', signal, run))];
  for (const { Id } of found) await removeMarker(engine, Id, signal);
}

/** The engine is the same; the way to it may be another than the run's was, which may have been on another machine. */
function onThisWay(record: UndoRecord, engine: DockerEngine): UndoRecord {
  return isObject(record.data) ? { ...record, data: { ...record.data, engine: recordedEngine(engine) } } : record;
}

function isObject(data: Json): data is { readonly [key: string]: Json } {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
