import { hostname } from 'node:os';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Leftover } from '../journal/find-leftovers.ts';
import type { JournalHeader } from '../journal/journal-format.ts';
import { acquireLocks } from '../journal/lock/acquire-locks.ts';
import { adoptLocks } from '../journal/lock/adopt-locks.ts';
import { currentMoment } from '../journal/moment.ts';
import { reopenJournal } from '../journal/open-journal.ts';
import type { JournalContent } from '../journal/read-journal.ts';
import { replayJournal } from '../journal/replay-journal.ts';
import type { Replayed } from '../journal/replay-journal.ts';
import { listMarkedProcesses } from '../os-process/list-marked-processes.ts';
import { processStartTime } from '../os-process/process-identity.ts';
import { appendAfterDeath } from '../run-folder/append-after-death.ts';
import { endTheRest } from './end-the-rest.ts';
import type { EndedRest } from './end-the-rest.ts';
import type { RecoveredRecord, RecoveredRun } from './recover.ts';
import { undoers } from './undoers.ts';

/** What a run has left, untouched; `null` for a journal with nothing in it. */
export function listRun(leftover: Leftover): RecoveredRun | null {
  if (leftover.kind === 'unreadable') return unreadable(leftover);
  const { run, path, journal } = leftover;
  const { pending, damagedLines } = journal;
  if (pending.length === 0 && damagedLines.length === 0) return null;
  const records = pending.map(({ id, describe, manual }): RecoveredRecord => ({ id, describe, manual, undone: null, message: null }));
  return { ...about(run, path, journal.header), clean: false, message: damage(damagedLines), records };
}

/** Undoes what a run has left, under its lock, so that no two do it at once; `null` when there was nothing. */
export async function recoverRun(
  leftover: Leftover,
  { state, force }: { readonly state: string; readonly force: string | null },
): Promise<RecoveredRun | null> {
  if (leftover.kind === 'unreadable') return unreadable(leftover);
  const { run, path, journal } = leftover;
  const isForced = force === run;
  const listed = listRun(leftover);
  if (!isForced && (await isFromElsewhere(journal.header))) {
    const message = `It was written on the host ${journal.header?.host}: recover there, or here with --force ${run} if that host is no more.`;
    return listed === null ? null : { ...listed, message };
  }
  const keeping = { state, now: currentMoment, onLost: () => undefined };
  try {
    const locks = isForced ? null : await acquireLocks([], { ...keeping, run });
    // By force too: a run that is dead keeps nobody waiting until its locks expire, and one that lives after all sees that it lost them.
    const others = await adoptLocks(run, keeping);
    try {
      const recovered = await replay(path, journal);
      return recovered.clean && recovered.records.length === 0 ? null : recovered;
    } finally {
      await others.release();
      await locks?.release();
    }
  } catch (error) {
    return { ...about(run, path, journal.header), clean: false, records: listed?.records ?? [], message: messageOf(error) };
  }
}

async function replay(path: string, { header, damagedLines }: JournalContent): Promise<RecoveredRun> {
  if (header === null) {
    await rm(path, { force: true });
    return { ...about('', path, null), clean: true, message: null, records: [] };
  }
  const { run, runFolder } = header;
  const journal = await reopenJournal(path, 'recover', currentMoment);
  const replayed = await replayJournal({
    records: journal.pending(),
    undoers: undoers(),
    settle: (id) => journal.settle(id),
    onReplayed: () => undefined,
  });
  if (damagedLines.length > 0 && journal.pending().length === 0) {
    // Kept for whoever wants to know what stood there, under a name that stops no later run.
    await journal.release();
    await rename(path, `${path}.damaged`);
  } else await journal.close();
  // The run's folder may be deleted or full by now; what was done stands in the result all the same.
  await appendAfterDeath(
    join(runFolder, 'events.ndjson'),
    replayed.map(({ record, ok, message }) => ({ type: 'record-replayed', id: record.id, by: 'recover', ok, message })),
    new Date(),
  ).catch(() => undefined);
  const rest = await endTheRest(run);
  // The undo is not the judge of itself: whatever still carries the run's marker is left.
  const left = (await listMarkedProcesses(run, 'stack')).map((one) => one.pid);
  const message = left.length > 0 ? `still running: pid ${left.join(', ')}` : damage(damagedLines);
  const clean = left.length === 0 && damagedLines.length === 0 && rest.failure === null && replayed.every((one) => one.ok);
  return { ...about(run, path, header), clean, message, records: [...replayed.map(recordOf), ...recordOfRest(rest)] };
}

function recordOf({ record, ok, message }: Replayed): RecoveredRecord {
  return { id: record.id, describe: record.describe, manual: record.manual, undone: ok, message };
}

function recordOfRest({ pids, failure }: EndedRest): RecoveredRecord[] {
  if (pids.length === 0 && failure === null) return [];
  const describe = pids.length === 0 ? 'look for what the run started' : `end pid ${pids.join(', ')}, which no record names`;
  const manual = pids.length === 0 ? [] : [`kill ${pids.join(' ')}`];
  return [{ id: 'processes', describe, undone: failure === null, message: failure, manual }];
}

/** Another name and another boot: its process numbers mean nothing here. (A laptop changes its name with the network, not its boot.) */
async function isFromElsewhere(header: JournalHeader | null): Promise<boolean> {
  if (header === null || header.host === '' || header.host === hostname()) return false;
  const own = await processStartTime(process.pid);
  return bootOf(header.startTime) === null || bootOf(header.startTime) !== bootOf(own);
}

function bootOf(startTime: string | null): string | null {
  return startTime?.split('@')[1] ?? null;
}

function about(run: string, journal: string, header: JournalHeader | null) {
  return { run, journal, manifestPath: header?.manifestPath ?? null, startedAt: header?.startedAt ?? null };
}

function unreadable({ run, path, error }: Leftover & { readonly kind: 'unreadable' }): RecoveredRun {
  return { ...about(run, path, null), clean: false, message: messageOf(error), records: [] };
}

function damage(lines: readonly number[]): string | null {
  return lines.length === 0 ? null : `the journal is damaged in line ${lines.join(', ')}: what stood there may not be undone`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
