import { hostname } from 'node:os';
import { join } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import { copyJournal } from '../journal/copy-journal.ts';
import { DOCKER_LOCK } from '../docker/engine-lock/engine-lock-undoer.ts';
import { findLeftovers } from '../journal/find-leftovers.ts';
import { acquireLocks } from '../journal/lock/acquire-locks.ts';
import { momentClock } from '../journal/moment.ts';
import type { Moment } from '../journal/moment.ts';
import { openJournal } from '../journal/open-journal.ts';
import { replayJournal } from '../journal/replay-journal.ts';
import type { Replayed } from '../journal/replay-journal.ts';
import type { RunJournal } from '../journal/run-journal.ts';
import { stateFolder } from '../journal/state-folder.ts';
import { startWatchdog } from '../journal/start-watchdog.ts';
import { processStartTime } from '../os-process/process-identity.ts';
import { userName } from '../os-process/user-name.ts';
import { entryFile } from './entry-file.ts';
import { guardOnEngine } from './guard-on-engine.ts';
import { listenForStop } from './listen-for-stop.ts';
import type { DockerSight } from './look-at-stack.ts';
import { recover } from './recover.ts';
import type { RunSession } from './run-session.ts';
import { secureEngine } from './secure-engine.ts';
import { undoers } from './undoers.ts';

export interface SecuredRun {
  readonly journal: RunJournal;
}

/**
 * Before anything is touched: the stack's locks, nothing left of earlier runs, a journal on disk, and a watchdog that replays it when
 * we die. Throws a UserError (exit 6) when another run holds the stack or left something behind.
 */
export async function secureRun(session: RunSession, recoverFirst: boolean, sight: DockerSight | null): Promise<SecuredRun> {
  const { run, plan, loaded, bus, stop, cleanup, clock, folder } = session;
  const state = stateFolder(process.env);
  const now = momentClock();
  const onLost = (key: string, reason: string): void => {
    const message = `the lock on ${key} ${reason}`;
    bus.emit({ type: 'component-lost', component: `lock ${key}`, message });
    stop.stop({ kind: 'component-lost', component: `lock ${key}`, message });
  };
  const locks = await acquireLocks(plan.stackKeys, { state, run, now, onLost });
  cleanup.push('the locks', () => locks.release());
  const asked = listenForStop({
    run,
    state,
    engine: sight?.engine ?? null,
    onStop: (from) => session.interrupts.request('stop-command', from === '' ? undefined : from),
    onTrouble: (message) => bus.emit({ type: 'warning-raised', message }),
  });
  cleanup.push('requests to stop', () => asked.close());
  if (recoverFirst) await recover({ dryRun: false });
  await refuseLeftovers(state, now());

  const journal = await openJournal(
    state,
    {
      v: 1,
      run,
      host: hostname(),
      user: userName(),
      pid: process.pid,
      startTime: await processStartTime(process.pid),
      manifestPath: loaded.path,
      runFolder: folder.path,
      startedAt: clock.wallClock().toISOString(),
      toolVersion: session.toolVersion,
    },
    now,
  );
  session.interrupts.takeManualFrom(() => [...journal.pending()].reverse().flatMap((record) => record.manual));
  cleanup.push('the journal', async () => {
    for (const { id, describe, manual } of journal.pending()) bus.emit({ type: 'leftover-found', id, describe, manual });
    await copyJournal(journal.path, join(folder.path, 'journal.ndjson'), plan.experiment.secrets).catch((error: unknown) =>
      bus.emit({ type: 'warning-raised', message: `the journal could not be copied to the run folder: ${String(error)}` }),
    );
    await journal.close();
  });
  const isGuarded = plan.experiment.safety.watchdog === 'on';
  if (isGuarded) await guard(session, journal, sight !== null);
  if (sight !== null) {
    await secureEngine(session, sight, { journal, recoverFirst });
    if (isGuarded && sight.inventory.engine.outlivesUs === true) await guardOnEngine(session, sight.engine);
  }
  // Runs after stack and proxy are gone: what was held by them is undone by then, and its undo says so.
  cleanup.push('what is left in the journal', async () => {
    const records = journal.pending().filter(({ driver }) => driver !== DOCKER_LOCK);
    const onReplayed = ({ record, ok, message }: Replayed): void => {
      const fault = bus.state.faults.get(record.fault ?? '');
      if (ok && fault?.undoError != null) bus.emit({ type: 'record-replayed', id: record.id, by: 'run', ok, message });
    };
    await replayJournal({ records, undoers: undoers(), settle: (id) => journal.settle(id), onReplayed });
  });
  return { journal };
}

/** Starts the process that undoes in the run's place when that dies. Its loss ends the run. */
async function guard(session: RunSession, journal: RunJournal, docker: boolean): Promise<void> {
  const { run, bus, stop, cleanup, folder } = session;
  const watchdog = await startWatchdog({
    entry: entryFile(import.meta.url, './watchdog.main'),
    run,
    journalPath: journal.path,
    runFolder: folder.path,
    docker,
    onLost: (reason) => {
      bus.emit({ type: 'component-lost', component: 'watchdog', message: reason });
      stop.stop({ kind: 'component-lost', component: 'watchdog', message: reason });
    },
  });
  cleanup.push('the watchdog', () => watchdog.done());
}

async function refuseLeftovers(state: string, now: Moment): Promise<void> {
  const leftovers = await findLeftovers(state, now);
  if (leftovers.length === 0) return;
  const list = leftovers.map((left) =>
    left.kind === 'unreadable'
      ? `  run ${left.run}: ${left.error.message}`
      : [`  run ${left.run}:`, ...left.journal.pending.map((record) => `    ${record.describe}`)].join('\n'),
  );
  throw new UserError(`earlier runs left something behind:\n${list.join('\n')}`, {
    exitCode: EXIT.unreachable,
    where: state,
    try: 'undo it with `shakedown recover`, or run with --recover',
  });
}
