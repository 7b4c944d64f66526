import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What a client is started with, and the cores that it may use (as taskset has them). */
export interface ClientCommand {
  readonly argv: readonly string[];
  readonly cores?: string;
}

const CLIENT_CORE = '0';

/** A load generator at work, pinned with all of its threads. */
export class ClientProcess {
  readonly #child: ChildProcess;
  readonly #argv: readonly string[];
  readonly #output: Promise<[string, string]>;
  readonly #exit: Promise<unknown>;

  constructor({ argv, cores = CLIENT_CORE }: ClientCommand) {
    const child = spawn('taskset', ['-c', cores, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#argv = argv;
    this.#output = Promise.all([text(child.stdout), text(child.stderr)]);
    this.#exit = once(child, 'exit');
  }

  /** taskset becomes the client: it is the same process. */
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#argv.join(' ')} did not start`);
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it printed, once it has ended. */
  async stdout(): Promise<string> {
    await this.#exit;
    return (await this.#output)[0];
  }

  async failure(): Promise<Error> {
    await this.#exit;
    const how = this.#child.signalCode ?? this.#child.exitCode;
    return new Error(`${this.#argv.join(' ')} ended early (${how}):\n${(await this.#output).join('\n').slice(-2000)}`);
  }

  async stop(): Promise<void> {
    if (this.isRunning) this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
