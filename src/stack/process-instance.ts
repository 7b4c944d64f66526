import { join } from 'node:path';
import type { UndoJournal } from '../journal/undo-record.ts';
import type { ProcessSpec } from '../manifest/experiment.ts';
import { listProcesses } from '../os-process/list-processes.ts';
import { sameProcess } from '../os-process/process-identity.ts';
import type { ProcessIdentity } from '../os-process/process-identity.ts';
import { untilReady } from '../os-process/readiness.ts';
import { timeLimit } from '../units/time-limit.ts';
import { endProcesses } from './end-processes.ts';
import { processRecord } from './process-record.ts';
import type { InstanceState, StackListener } from './running-stack.ts';
import { spawnInstance } from './spawn-instance.ts';
import type { ProcessEnd, SpawnedInstance } from './spawn-instance.ts';
import { startFailure } from './start-failure.ts';

/** What is left of the process before, when it is started again, has so long for its end at most. */
const LEFT_GRACE_MS = 3_000;

/** One replica of a service, over all the processes that it is in turn. */
export interface ProcessInstance {
  readonly state: InstanceState;
  expectExit(): void;
  /** Ends what is left of the one before, spawns it and waits until it is ready; no-op while it runs. */
  start(signal: AbortSignal, onSpawned?: () => void): Promise<void>;
  /** Ends all that it started, and settles its record. */
  end(signal: AbortSignal): Promise<void>;
}

export interface InstanceSetup {
  readonly name: string;
  readonly run: string;
  readonly spec: ProcessSpec;
  readonly ports: Readonly<Record<string, number>>;
  readonly env: NodeJS.ProcessEnv;
  readonly journal: UndoJournal;
  readonly listener: StackListener;
  readonly logFolder: string;
  readonly expiresAt: Date;
}

export function processInstance(setup: InstanceSetup): ProcessInstance {
  const { name, spec, ports, journal, listener } = setup;
  const logPath = join(setup.logFolder, `${name}.log`);
  const orphans: ProcessIdentity[] = [];
  /** The last one that was started. */
  let identity: ProcessIdentity | null = null;
  let running: SpawnedInstance | null = null;
  /** Resolves when the exit of the last one has been seen to. */
  let over: Promise<unknown> = Promise.resolve();
  let starting: Promise<void> | null = null;
  let exitExpected = false;
  let recorded = false;

  async function start(signal: AbortSignal, onSpawned: () => void): Promise<void> {
    if (running !== null && (await lives(running))) return onSpawned();
    // The kernel may know of an exit before we are told.
    await over;
    const isAgain = recorded;
    // It would hold the port, and answer in the place of the new one.
    if (isAgain) await endAll(Math.min(spec.stopTimeoutMs, LEFT_GRACE_MS), signal);
    const from = performance.now();
    exitExpected = false;
    await write(identity).catch((error: unknown) => {
      // It is on record already, and its marker finds it: a disk that takes no more must not keep it down.
      if (!isAgain) throw error;
    });
    recorded = true;
    signal.throwIfAborted();
    const spawned = await spawnInstance(name, spec, setup.env, logPath);
    const { pid, startTime } = spawned;
    running = spawned;
    identity = startTime === null ? null : { pid, startTime };
    listener.onProcessStarted(name, pid);
    const exited = spawned.exited.then((end) => {
      running = null;
      listener.onProcessExited(name, pid, { ...end, expected: exitExpected });
      return end;
    });
    over = exited.then(async () => orphans.push(...(await leftIn(pid))));
    await write(identity).catch((error: unknown) => {
      if (!isAgain) throw error;
      const why = error instanceof Error ? error.message : String(error);
      listener.onTrouble(`the journal does not have the new number of ${name}, which its marker finds all the same: ${why}`);
    });
    onSpawned();
    await becomeReady(spawned, exited, signal);
    listener.onProcessReady(name, performance.now() - from);
  }

  async function becomeReady(spawned: SpawnedInstance, exited: Promise<ProcessEnd>, signal: AbortSignal): Promise<void> {
    const { ready } = spec;
    const port = ready === null ? undefined : ports[ready.port];
    if (ready === null || port === undefined) return;
    const done = new AbortController();
    const limit = timeLimit(ready.timeoutMs);
    const asking = untilReady(ready, port, AbortSignal.any([signal, limit, done.signal])).then(() => null);
    asking.catch(() => undefined);
    try {
      // Who answered may be another one that holds the port.
      const end = (await Promise.race([asking, exited])) ?? ((await lives(spawned)) ? null : await exited);
      if (end !== null) throw await startFailure(name, `exited (${describeEnd(end)}) before it was ready`, logPath);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!limit.aborted || running === null) throw error;
      const probe = ready.kind === 'http' ? `GET ${ready.path} on port ${port}` : `a connection to port ${port}`;
      throw await startFailure(name, `never became ready: ${probe} was not answered well within ${ready.timeoutMs / 1000} s`, logPath);
    } finally {
      done.abort();
    }
  }

  function endAll(stopTimeoutMs: number, signal: AbortSignal): Promise<void> {
    return endProcesses({ run: setup.run, instance: name, leader: identity, orphans, stopTimeoutMs }, signal);
  }

  function write(known: ProcessIdentity | null): Promise<void> {
    const { run, expiresAt } = setup;
    return journal.record(processRecord({ run, instance: name, identity: known, stopTimeoutMs: spec.stopTimeoutMs, expiresAt }));
  }

  return {
    get state() {
      const alive = running === null ? null : identity;
      return { name, service: spec.name, pid: alive?.pid ?? null, startTime: alive?.startTime ?? null, ports, ready: spec.ready };
    },
    expectExit() {
      exitExpected = true;
    },
    start(signal, onSpawned = () => undefined) {
      starting ??= start(signal, onSpawned).finally(() => {
        starting = null;
      });
      return starting;
    },
    async end(signal) {
      exitExpected = true;
      // Whoever starts it has been told to stop; what it has spawned by now is known when this is over.
      await starting?.catch(() => undefined);
      if (!recorded) return;
      await endAll(spec.stopTimeoutMs, signal);
      await over;
      await journal.settle(`process:${name}`);
    },
  };
}

async function lives({ pid, startTime }: SpawnedInstance): Promise<boolean> {
  return startTime !== null && (await sameProcess(pid, startTime));
}

function describeEnd({ code, signal }: ProcessEnd): string {
  return signal === null ? `code ${code}` : `signal ${signal}`;
}

/**
 * Members of a group whose leader was reaped this instant: nobody else can have got that number yet. Later it may be somebody else's,
 * so they are kept by start time. Where nobody can look (no descriptor is left), it is their marker that finds them.
 */
async function leftIn(group: number): Promise<readonly ProcessIdentity[]> {
  const all = await listProcesses().catch(() => []);
  return all.filter((one) => one.pid !== group && (one.group === group || one.session === group));
}
