import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, UserError } from '../errors/user-error.ts';
import { makeFolder } from '../file-system/make-folder.ts';
import { markerEnvironment } from '../os-process/process-marker.ts';
import { BEAT_MS } from './watchdog-link.ts';
import type { WatchdogMessage } from './watchdog-link.ts';
import type { WatchdogTask } from './watchdog-task.ts';

const START_LIMIT_MS = 15_000;
const END_LIMIT_MS = 5_000;

export interface WatchdogOptions {
  /** The watchdog's main file. */
  readonly entry: URL;
  readonly run: string;
  readonly journalPath: string;
  readonly runFolder: string;
  /** The run breaks containers: be ready to speak to an engine. */
  readonly docker?: boolean;
  /** It died: from now on nobody would undo in our place. Not called once `done()` was. */
  readonly onLost: (reason: string) => void;
}

export interface Watchdog {
  readonly pid: number;
  /** Everything is undone, or on record: it may go. Resolves when it is gone. Idempotent. */
  done(): Promise<void>;
}

/**
 * Starts the process that undoes in our place when we die: in a session of its own, so that neither the terminal's end nor a signal to
 * our group reaches it, and at the other end of a pipe, which the kernel closes for us however we die. Throws a UserError (exit 6)
 * when it does not come up.
 */
export async function startWatchdog(options: WatchdogOptions): Promise<Watchdog> {
  const { entry, run, journalPath, runFolder, docker = false } = options;
  const logPath = join(runFolder, 'logs', 'watchdog.log');
  await makeFolder(join(runFolder, 'logs'));
  const log = await open(logPath, 'a');
  // NODE_OPTIONS may hold what stops a process (--inspect-brk), or what only the CLI has at hand.
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const task: WatchdogTask = { run, journalPath, runFolder, docker };
  const child = spawn(process.execPath, [fileURLToPath(entry), JSON.stringify(task)], {
    cwd: '/',
    detached: true,
    env: { ...inherited, ...markerEnvironment(run, 'watchdog') },
    stdio: ['pipe', 'pipe', log.fd],
  });
  await log.close();
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  await untilUp(child, exited, logPath);
  return watchdogOf(child, exited, options.onLost);
}

function watchdogOf(child: ChildProcess, exited: Promise<string>, onLost: (reason: string) => void): Watchdog {
  const pipe = child.stdin;
  let beats = 0;
  let ended: Promise<void> | null = null;
  const say = (message: WatchdogMessage): void => void pipe?.write(`${JSON.stringify(message)}\n`);
  const timer = setInterval(() => say({ beat: (beats += 1) }), BEAT_MS);
  // Its death is told by its exit, not by a pipe that breaks.
  pipe?.on('error', () => undefined);
  // None of this may keep a finished run alive.
  timer.unref();
  child.unref();
  if (pipe instanceof Socket) pipe.unref();
  void exited.then((reason) => {
    clearInterval(timer);
    if (ended === null) onLost(`the watchdog (pid ${child.pid}) died: ${reason}`);
  });

  async function end(): Promise<void> {
    clearInterval(timer);
    child.ref();
    say({ done: true });
    pipe?.end();
    const limit = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
    await exited;
    clearTimeout(limit);
  }

  return {
    pid: child.pid ?? 0,
    done() {
      ended ??= end();
      return ended;
    },
  };
}

/** It says one word when it listens: a watchdog that cannot even start would guard nothing. */
async function untilUp(child: ChildProcess, exited: Promise<string>, logPath: string): Promise<void> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the watchdog was spawned without a pipe');
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  const up = once(stdout, 'data', { signal: limit }).then(() => null);
  up.catch(() => undefined);
  const reason = await Promise.race([up, exited]).catch(() => `no sign of life within ${START_LIMIT_MS / 1000} s`);
  stdout.destroy();
  if (reason === null) return;
  child.kill('SIGKILL');
  throw new UserError(`The watchdog, which undoes in the place of a run that dies, did not start (${reason}).`, {
    exitCode: EXIT.unreachable,
    where: logPath,
    try: 'Read that log; without a watchdog nothing is broken on purpose.',
  });
}
