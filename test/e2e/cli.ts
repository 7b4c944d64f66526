import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { Report } from '../../src/report/report.ts';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PAIR = join(ROOT, 'test/fixtures/stacks/pair/experiment.yaml');

export interface CliResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home of its own for one test's runs: reports, journals and locks, all under one temporary folder. */
export interface Sandbox {
  readonly folder: string;
  readonly reports: string;
  readonly stateHome: string;
  start(args: readonly string[], options?: StartOptions): StartedCli;
  run(args: readonly string[], options?: StartOptions): Promise<CliResult>;
  /** Of the newest run. */
  events(): Promise<RunEvent[]>;
  report(): Promise<Report>;
  /** Files that a clean end must not leave: journals and locks. */
  leftovers(): Promise<string[]>;
  dispose(): Promise<void>;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own, as a shell with job control would start it. */
  readonly detached?: boolean;
  /** Node's own, before the program. */
  readonly nodeFlags?: readonly string[];
}

export interface StartedCli {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly done: Promise<CliResult>;
  /** Resolves with the first event of that type (and fault, where named) in the newest run's log. */
  event(type: RunEvent['type'], fault?: string): Promise<RunEvent>;
}

export async function createSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'shakedown-e2e-'));
  const reports = join(folder, 'reports');
  const stateHome = join(folder, 'state');

  function start(args: readonly string[], options: StartOptions = {}): StartedCli {
    const [command = '', ...rest] = args;
    const withDir = command === 'run' && !rest.includes('--report-dir') ? [command, '--report-dir', reports, ...rest] : args;
    const child = spawn(process.execPath, [...(options.nodeFlags ?? []), BIN, ...withDir], {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, XDG_STATE_HOME: stateHome, NO_COLOR: '1', FORCE_COLOR: undefined, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: options.detached ?? false,
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    const done = new Promise<CliResult>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, ...output }));
    });
    let ended = false;
    void done.then(() => (ended = true));
    return {
      child,
      pid: child.pid ?? -1,
      done,
      async event(type, fault) {
        for (;;) {
          const wasEnded = ended;
          const found = (await events()).find(
            (event) => event.type === type && (fault === undefined || ('fault' in event && event.fault === fault)),
          );
          if (found !== undefined) return found;
          if (wasEnded) throw new Error(`the run ended without ${type}:\n${output.stdout}\n${output.stderr}`);
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
      },
    };
  }

  async function newestRun(): Promise<string | null> {
    const names = await readdir(reports).catch(() => []);
    const newest = names.toSorted((a, b) => (a < b ? -1 : 1)).at(-1);
    return newest === undefined ? null : join(reports, newest);
  }

  async function events(): Promise<RunEvent[]> {
    const run = await newestRun();
    const text = run === null ? '' : await readFile(join(run, 'events.ndjson'), 'utf8').catch(() => '');
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    return complete
      .split('\n')
      .filter((line) => line !== '')
      .map((line): RunEvent => JSON.parse(line));
  }

  return {
    folder,
    reports,
    stateHome,
    start,
    run: (args, options) => start(args, options).done,
    events,
    async report() {
      const run = await newestRun();
      return JSON.parse(await readFile(join(run ?? '', 'report.json'), 'utf8'));
    },
    async leftovers() {
      const found = await readdir(join(stateHome, 'shakedown'), { recursive: true, withFileTypes: true }).catch(() => []);
      return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
