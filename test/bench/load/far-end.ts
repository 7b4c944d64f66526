import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What the server has seen since it was last reset. Times in ns of CLOCK_MONOTONIC. */
export interface ServerSnapshot {
  readonly count: number;
  readonly firstNs: number;
  readonly lastNs: number;
  readonly nowNs: number;
  readonly cpuUs: number;
}

/** Of each request, in the order in which they came. */
export interface ServerLog {
  /** When it came, µs after `zeroNs`. */
  readonly arrivalsUs: Float64Array;
  /** How long after its time it was answered: sending, too, takes the server time. */
  readonly lateUs: Float64Array;
}

const SERVER_CORE = '1';

/** The server of the benchmark (server.c) in a process of its own, on a core of its own. */
export class FarEnd {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #logFile: string;
  /** From where the periods of `stall` run, ns. */
  readonly zeroNs: number;
  readonly port: number;

  static async #open(binary: string, mode: readonly string[]): Promise<FarEnd> {
    const child = spawn('taskset', ['-c', SERVER_CORE, binary, ...mode], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout);
    const [line]: string[] = await once(lines, 'line');
    const { port, zeroNs }: { port: number; zeroNs: number } = JSON.parse(line ?? '');
    return new FarEnd(child, lines, `${binary}.${port}.log`, port, zeroNs);
  }

  /** A server for as long as `use` takes. */
  static async during<T>(binary: string, mode: readonly string[], use: (farEnd: FarEnd) => Promise<T>): Promise<T> {
    const farEnd = await FarEnd.#open(binary, mode);
    try {
      return await use(farEnd);
    } finally {
      await farEnd.#close();
    }
  }

  private constructor(
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: Interface,
    logFile: string,
    port: number,
    zeroNs: number,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.#logFile = logFile;
    this.port = port;
    this.zeroNs = zeroNs;
  }

  snapshot(): Promise<ServerSnapshot> {
    return this.#ask('snap');
  }

  reset(): Promise<ServerSnapshot> {
    return this.#ask('reset');
  }

  async log(): Promise<ServerLog> {
    await this.#ask(`dump ${this.#logFile}`);
    const bytes = await readFile(this.#logFile);
    await rm(this.#logFile);
    const both = new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
    const count = both.length / 2;
    return {
      arrivalsUs: Float64Array.from(both.subarray(0, count), (ns) => (Number(ns) - this.zeroNs) / 1000),
      lateUs: Float64Array.from(both.subarray(count), (ns) => Number(ns) / 1000),
    };
  }

  async #close(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.stdin.end();
    await exit;
  }

  async #ask(command: string): Promise<ServerSnapshot> {
    const answer = once(this.#lines, 'line');
    this.#child.stdin.write(`${command}\n`);
    const [line]: string[] = await answer;
    return JSON.parse(line ?? '');
  }
}
