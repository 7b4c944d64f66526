import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { EXIT } from '../errors/user-error.ts';
import type { ExitCode } from '../errors/user-error.ts';
import type { RunEventBody } from '../events/run-event.ts';
import { undoForTheDead, undoTheExpired } from '../journal/guard-run.ts';
import type { GuardPorts } from '../journal/guard-run.ts';
import { adoptLocks } from '../journal/lock/adopt-locks.ts';
import { currentMoment } from '../journal/moment.ts';
import { removeStopRequest } from '../journal/stop-request.ts';
import { watchRun } from '../journal/watchdog-link.ts';
import type { WatchdogTask } from '../journal/watchdog-task.ts';
import { appendAfterDeath } from '../run-folder/append-after-death.ts';
import { loadDockerClient } from '../docker/load-client.ts';
import { endTheRest } from './end-the-rest.ts';
import { undoers } from './undoers.ts';

const IGNORED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A watchdog's life: waits for the end of the run, and undoes what that left pending. Its exit code is 0, or 5 where something could
 * not be undone (the journal stays, for `recover`). What it did stands in the run's events and in its own log (standard error).
 */
export async function standGuard(task: WatchdogTask, link: Readable, onWatching: () => void): Promise<ExitCode> {
  // Whoever wants the run to end sooner ends the run; this process ends by itself, after it.
  for (const signal of IGNORED) process.on(signal, () => log(`ignored ${signal}`));
  const replayed: RunEventBody[] = [];
  const ports: GuardPorts = {
    journalPath: task.journalPath,
    undoers: undoers(),
    now: currentMoment,
    onReplayed({ record, ok, message }) {
      log(`${record.id}: ${message}`);
      replayed.push({ type: 'record-replayed', id: record.id, by: 'watchdog', ok, message });
    },
  };
  onWatching();
  if (task.docker) void loadDockerClient().catch((error: unknown) => log(String(error)));
  const end = await watchRun(link, () => undoTheExpired(ports).catch((error: unknown) => log(`could not undo: ${String(error)}`)));
  const tell = (): Promise<void> =>
    appendAfterDeath(join(task.runFolder, 'events.ndjson'), replayed, new Date()).catch((error: unknown) => log(String(error)));
  if (end === 'done') {
    await tell();
    return EXIT.pass;
  }
  log('the run is gone');
  // The stack first: nobody waits for anything else.
  const undoing = undoAll(task.run, ports);
  const locks = adoptLocks(task.run, {
    state: dirname(dirname(task.journalPath)),
    now: currentMoment,
    onLost: (key, reason) => log(`the lock on ${key} ${reason}`),
  });
  const settled = await Promise.allSettled([undoing, locks]);
  for (const one of settled) if (one.status === 'rejected') log(String(one.reason));
  await tell();
  await removeStopRequest(dirname(dirname(task.journalPath)), task.run).catch((error: unknown) => log(String(error)));
  await locks.then((held) => held.release()).catch((error: unknown) => log(String(error)));
  const [undone] = settled;
  return undone.status === 'fulfilled' && undone.value.clean ? EXIT.pass : EXIT.undoIncomplete;
}

async function undoAll(run: string, ports: GuardPorts): Promise<{ readonly clean: boolean }> {
  const { clean } = await undoForTheDead(ports).catch((error: unknown) => {
    log(String(error));
    return { clean: false };
  });
  const { pids, failure } = await endTheRest(run);
  if (pids.length > 0 || failure !== null) log(`pid ${pids.join(', ')}, which no record names: ${failure ?? 'ended'}`);
  return { clean: clean && failure === null };
}

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}
