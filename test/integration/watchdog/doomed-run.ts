import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { listMarkedProcesses } from '../../../src/os-process/list-marked-processes.ts';

export interface DoomedTask {
  readonly run: string;
  readonly state: string;
  readonly folder: string;
  readonly expiresInMs: number | null;
  /** Whether the program of a probe is at work, which no record names. */
  readonly probing: boolean;
}

export interface Step {
  readonly what: string;
  readonly watchdog?: number;
  readonly runFolder?: string;
  readonly journalPath?: string;
  readonly victim?: number;
  readonly url?: string;
  readonly reason?: string;
}

/** A run in a process of its own, to be killed. */
export interface DoomedRun {
  readonly run: string;
  readonly state: string;
  readonly pid: number;
  /** Waits until it says that it got there. */
  reached(what: string): Promise<Step>;
  /** Processes of its stack and watchdogs of it that still live. */
  left(): Promise<readonly number[]>;
  dispose(): Promise<void>;
}

const MAIN = new URL('./doomed-run.main.ts', import.meta.url).pathname;

/** `inTerminal`: it has a terminal of its own; `pid` is then whose other end that is. */
export async function doomedRun(more: Partial<DoomedTask> = {}, { inTerminal = false } = {}): Promise<DoomedRun> {
  const run = randomBytes(6).toString('hex');
  const folder = await mkdtemp(join(tmpdir(), 'shakedown-doomed-'));
  const state = join(folder, 'state', 'shakedown');
  const task: DoomedTask = { run, state, folder, expiresInMs: null, probing: false, ...more };
  // A group of its own, so that a test can kill the group without killing itself.
  const command = [process.execPath, MAIN, JSON.stringify(task)];
  const quoted = command.map((part) => `'${part}'`).join(' ');
  const [program = '', ...args] = inTerminal ? ['script', '-qfec', quoted, '/dev/null'] : command;
  const child = spawn(program, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const steps: Step[] = [];
  let stderr = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    const step: Step = JSON.parse(line);
    steps.push(step);
  });
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  async function left(): Promise<number[]> {
    const both = await Promise.all([listMarkedProcesses(run, 'stack'), listMarkedProcesses(run, 'watchdog')]);
    return both.flat().map((one) => one.pid);
  }

  return {
    run,
    state,
    pid: child.pid ?? 0,
    async reached(what) {
      await expect.poll(() => steps.map((step) => step.what), { timeout: 20_000, message: stderr }).toContain(what);
      return steps.find((step) => step.what === what) ?? { what };
    },
    left,
    async dispose() {
      child.kill('SIGKILL');
      await exited;
      await expect.poll(left, { timeout: 20_000 }).toEqual([]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
