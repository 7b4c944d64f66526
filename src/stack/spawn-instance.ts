import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, stat } from 'node:fs/promises';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { ProcessSpec } from '../manifest/experiment.ts';
import { processStartTime } from '../os-process/process-identity.ts';

export interface SpawnedInstance {
  readonly pid: number;
  /** `null` when it was gone before it could be looked at. */
  readonly startTime: string | null;
  readonly exited: Promise<ProcessEnd>;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/**
 * Starts a process in a session and group of its own, without a shell, its output going straight to the log file: nothing passes
 * through us, and it writes on when we die. Throws a UserError (exit 6) when there is no such command or folder.
 */
export async function spawnInstance(name: string, spec: ProcessSpec, env: NodeJS.ProcessEnv, logPath: string): Promise<SpawnedInstance> {
  const [command = '', ...args] = spec.command;
  const log = await open(logPath, 'a');
  try {
    // `node` is the Node that we run on: the one on the path may be too old, or not there.
    const program = command === 'node' ? process.execPath : command;
    const child = spawn(program, args, { cwd: spec.cwd, env, detached: true, stdio: ['ignore', log.fd, log.fd] });
    const exited = endOf(child);
    await once(child, 'spawn');
    const { pid } = child;
    if (pid === undefined) throw new Error(`${name} was spawned without a pid`);
    return { pid, startTime: await startTimeOf(pid), exited };
  } catch (error) {
    throw await spawnError(error, name, command, spec.cwd);
  } finally {
    await log.close();
  }
}

/** One that nobody can tell from a later one could not be ended any more: it is ended while it is surely ours. */
async function startTimeOf(pid: number): Promise<string | null> {
  try {
    return await processStartTime(pid);
  } catch (error) {
    process.kill(-pid, 'SIGKILL');
    throw error;
  }
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    // A child that never was has no exit.
    child.on('error', () => resolve({ code: null, signal: null }));
  });
}

async function spawnError(error: unknown, name: string, command: string, cwd: string): Promise<unknown> {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const details = { exitCode: EXIT.unreachable, where: `stack.processes.${name}`, cause: error };
  const folder = await stat(cwd).catch(() => null);
  if (folder?.isDirectory() !== true) {
    return new UserError(`${name} cannot start: its folder ${cwd} does not exist.`, {
      ...details,
      try: 'Correct `cwd`; it is relative to the manifest.',
    });
  }
  if (error.code === 'ENOENT') {
    const advice = 'Check the spelling, install it, or give its full path; no shell is involved, so aliases and `&&` do not work.';
    return new UserError(`${name} cannot start: the command ${command} was not found.`, { ...details, try: advice });
  }
  return new UserError(`${name} cannot start: ${error.message}.`, { ...details, try: `Check that ${command} can be executed.` });
}
