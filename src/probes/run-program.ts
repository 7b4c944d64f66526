import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { isScarcity } from '../errors/is-scarcity.ts';

/** Beyond it output is read, and not kept. */
const KEPT_BYTES = 65_536;

export type ProgramEnd =
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: string | null; readonly output: string }
  /** It, and whatever it had started, was killed. */
  | { readonly kind: 'out-of-time' }
  /** `hopeless`: nor would it be another time. */
  | { readonly kind: 'not-started'; readonly hopeless: boolean; readonly message: string };

/** Runs a program without a shell, in a process group of its own, until it ends or `signal` aborts. `output` is its stdout. */
export function runProgram(
  [program = '', ...args]: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'out-of-time' });
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    // Before anything else: where descriptors have run out, Node gives a child without a pipe, and the error later.
    child.once('error', (error) =>
      settle({ kind: 'not-started', hopeless: !isScarcity(error), message: `${program} cannot be started: ${error.message}` }),
    );
    const stdout: Readable | null = child.stdout;
    const kept: Buffer[] = [];
    let bytes = 0;
    const kill = (): void => {
      killGroup(child.pid);
      // A grandchild that left the group may hold the pipe open: its end is not waited for.
      stdout?.destroy();
      child.unref();
      resolve({ kind: 'out-of-time' });
    };
    const settle = (end: ProgramEnd): void => {
      signal.removeEventListener('abort', kill);
      resolve(end);
    };
    signal.addEventListener('abort', kill, { once: true });
    stdout?.on('data', (chunk: Buffer) => {
      if (bytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - bytes));
      bytes += chunk.length;
    });
    child.once('close', (code, endedBy) => settle({ kind: 'ended', code, signal: endedBy, output: Buffer.concat(kept).toString() }));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
