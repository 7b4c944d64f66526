import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EXIT, UserError } from '../errors/user-error.ts';
import { processStartTime } from '../os-process/process-identity.ts';
import { markerEnvironment } from '../os-process/process-marker.ts';
import { parseLastWords } from './last-words.ts';

/** How long the server may take to say where its API is. */
const START_MS = 10_000;
/** Beyond what it drains: then it is killed. */
const STOP_GRACE_MS = 2_000;

export interface EmbeddedProxyOptions {
  /** The module `proxy.main`. */
  readonly entry: URL;
  readonly run: string;
  readonly seed: number;
  /** How long traffic may go on after the toxics are off; 5 s when not given. */
  readonly drainMs?: number;
  /** Where its stderr goes; inherited nowhere when not given. */
  readonly logPath?: string;
  readonly signal: AbortSignal;
}

export interface EmbeddedProxy {
  readonly apiUrl: string;
  readonly pid: number;
  readonly startTime: string;
  /** Calls back once, also when it is over already. `expected`: after `stop()`. */
  onExit(listener: (end: ProxyExit) => void): void;
  /**
   * Ends the leash: toxics off, drain, exit; killed where it takes too long. Idempotent; resolves when the process is gone, with how many
   * connections it had to reset.
   */
  stop(signal: AbortSignal): Promise<number>;
}

export interface ProxyExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly expected: boolean;
}

/**
 * Starts the embedded fault proxy in its own process and process group, leashed to this one: its stdin is our pipe, and when that closes
 * it heals, drains and exits. Throws a UserError (6) when it does not come up.
 */
export async function startEmbeddedProxy(options: EmbeddedProxyOptions): Promise<EmbeddedProxy> {
  const drainMs = options.drainMs ?? 5_000;
  const log = options.logPath === undefined ? ('ignore' as const) : openSync(options.logPath, 'a');
  const child = spawn(process.execPath, [fileURLToPath(options.entry), '--seed', String(options.seed), '--drain-ms', String(drainMs)], {
    stdio: ['pipe', 'pipe', log],
    detached: true,
    env: { ...process.env, ...markerEnvironment(options.run, 'proxy') },
  });
  if (typeof log === 'number') closeSync(log);
  const exited = new Promise<Omit<ProxyExit, 'expected'>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  child.stdin?.on('error', () => undefined);
  let reset = 0;
  const lines = createInterface({ input: child.stdout ?? new PassThrough() });
  lines.on('line', (line) => (reset = parseLastWords(line) ?? reset));
  try {
    const { apiUrl, pid } = await firstLine(lines, exited, options.signal);
    const startTime = await processStartTime(pid);
    if (startTime === null) throw new Error('it ended at once');
    return embeddedProxy({ child, exited, reset: () => reset, drainMs, apiUrl, pid, startTime });
  } catch (error) {
    child.kill('SIGKILL');
    throw new UserError(`the embedded fault proxy did not start: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: EXIT.unreachable,
      cause: error,
      ...(options.logPath === undefined ? {} : { where: options.logPath }),
    });
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly exited: Promise<Omit<ProxyExit, 'expected'>>;
  readonly reset: () => number;
  readonly drainMs: number;
  readonly apiUrl: string;
  readonly pid: number;
  readonly startTime: string;
}

function embeddedProxy({ child, exited, reset, drainMs, apiUrl, pid, startTime }: Started): EmbeddedProxy {
  let expected = false;
  return {
    apiUrl,
    pid,
    startTime,
    onExit: (listener) => {
      void exited.then((end) => listener({ ...end, expected }));
    },
    stop: async (signal) => {
      expected = true;
      child.stdin?.end();
      const kill = (): void => void child.kill('SIGKILL');
      const timer = setTimeout(kill, drainMs + STOP_GRACE_MS);
      signal.addEventListener('abort', kill, { once: true });
      if (signal.aborted) kill();
      await exited;
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      return reset();
    },
  };
}

async function firstLine(
  lines: Interface,
  exited: Promise<Omit<ProxyExit, 'expected'>>,
  signal: AbortSignal,
): Promise<{ apiUrl: string; pid: number }> {
  const line = new Promise<string>((resolve) => lines.once('line', resolve));
  const overdue = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  const aborted = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new Error(signal.aborted ? 'interrupted' : `no answer within ${START_MS / 1_000} s`));
    if (overdue.aborted) fail();
    overdue.addEventListener('abort', fail, { once: true });
  });
  const ended = exited.then((end) => Promise.reject(new Error(`it ended with code ${end.code}, signal ${end.signal}`)));
  const text = await Promise.race([line, aborted, ended]);
  const said: unknown = JSON.parse(text);
  if (typeof said === 'object' && said !== null && 'apiUrl' in said && 'pid' in said) {
    if (typeof said.apiUrl === 'string' && typeof said.pid === 'number') return { apiUrl: said.apiUrl, pid: said.pid };
  }
  throw new Error(`it said ${text.slice(0, 200)}`);
}
