import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { createProcessFaultDriver } from '../../../src/faults/drivers/process/process-fault-driver.ts';
import { acquireLocks } from '../../../src/journal/lock/acquire-locks.ts';
import { currentMoment } from '../../../src/journal/moment.ts';
import { openJournal } from '../../../src/journal/open-journal.ts';
import { startWatchdog } from '../../../src/journal/start-watchdog.ts';
import { markerEnvironment, STATE_MARKER } from '../../../src/os-process/process-marker.ts';
import { createRunFolder } from '../../../src/run-folder/run-folder.ts';
import { allocatePorts } from '../../../src/stack/allocate-ports.ts';
import { startProcessStack } from '../../../src/stack/start-process-stack.ts';
import { plannedFault } from '../../contract/process-driver/process-subject.ts';
import { processPlan, service } from '../../contract/stack/process-plan.ts';
import type { DoomedTask } from './doomed-run.ts';

/** As the CLI does it: locks, journal, watchdog, stack, fault; then it waits for whatever comes. Says each step on standard output. */
const task: DoomedTask = JSON.parse(process.argv[2] ?? '');
const { run, state, folder, expiresInMs, probing } = task;
const wallClock = (): Date => new Date();
const never = new AbortController().signal;
const say = (what: string, more: object = {}): void => void process.stdout.write(`${JSON.stringify({ what, ...more })}\n`);

const reports = await createRunFolder({ reportDir: folder, name: 'doomed', run, now: wallClock() });
await acquireLocks(['port 1'], { state, run, now: currentMoment, onLost: () => undefined });
const startedAt = wallClock().toISOString();
const header = {
  host: hostname(),
  user: 'u',
  pid: process.pid,
  startTime: null,
  manifestPath: '',
  runFolder: reports.path,
  toolVersion: '0',
};
const journal = await openJournal(state, { v: 1, run, startedAt, ...header }, currentMoment);
reports.append({ v: 1, seq: 0, at: startedAt, ms: 0, type: 'warning-raised', message: 'it begins' });
reports.flush();
const entry = new URL('../../../src/app/watchdog.main.ts', import.meta.url);
const watchdog = await startWatchdog({
  entry,
  run,
  journalPath: journal.path,
  runFolder: reports.path,
  onLost: (reason) => say('watchdog-lost', { reason }),
});
say('watched', { watchdog: watchdog.pid, runFolder: reports.path, journalPath: journal.path });

const plan = processPlan([service('db', { env: { CHILD: 'session' }, stopTimeoutMs: 500 }), service('api', { startAfter: ['db'] })]);
const ports = await allocatePorts(plan);
const none = () => undefined;
const listener = { onTrouble: none, onProcessStarted: none, onProcessReady: none, onProcessExited: none };
const logFolder = reports.logFolder;
const stack = await startProcessStack({ run, plan, ports, routes: [], journal, listener, logFolder, env: process.env, wallClock }, never);
if (probing) {
  const env = { ...process.env, ...markerEnvironment(run, 'stack'), [STATE_MARKER]: state };
  spawn('sleep', ['777'], { detached: true, stdio: 'ignore', env });
}
say('started');

const driver = createProcessFaultDriver({ run, stack, wallClock });
const prepared = await driver.prepare(plannedFault({ type: 'pause' }), never);
const expiresAt = expiresInMs === null ? prepared.undo.expiresAt : new Date(Date.now() + expiresInMs).toISOString();
await journal.record({ ...prepared.undo, expiresAt });
await prepared.inject(never);
say('injected', { victim: stack.instance('api').pid, url: stack.resolve('{{api.url}}') });

process.on('SIGUSR2', () => {
  void watchdog.done().then(() => say('done'));
});
setInterval(() => undefined, 1_000);
