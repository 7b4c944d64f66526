import { lookup } from 'node:dns/promises';

const REFRESH_MS = 1_000;
const PROBE_MS = 250;
const FAILURES_TO_EJECT = 3;

/**
 * The replicas behind a service's name, taken in turn.
 *
 * When a lookup fails, the last answer goes on being used: a name server that is down says nothing about the replicas. One that fails
 * three requests in a row is left out until it answers its health check again, so that what is dead costs three requests and not one in three.
 */
export class Replicas {
  readonly #name: string;
  readonly #port: number;
  /** Failures in a row, by address. */
  #failures: ReadonlyMap<string, number> = new Map();
  #turn = 0;

  constructor(name: string, port: number) {
    this.#name = name;
    this.#port = port;
  }

  /** Resolves and probes once, then every second until the process ends. */
  async start(): Promise<void> {
    await this.#refresh();
    setInterval(() => void this.#refresh(), REFRESH_MS).unref();
  }

  /** The next replica in service; any, when none is: better a try than none. */
  next(): string {
    const known = [...this.#failures.keys()];
    const inService = known.filter((address) => (this.#failures.get(address) ?? 0) < FAILURES_TO_EJECT);
    const choice = inService.length > 0 ? inService : known;
    this.#turn += 1;
    const address = choice[this.#turn % choice.length];
    if (address === undefined) throw new Error(`${this.#name} has never resolved`);
    return address;
  }

  /** What a request met. An answer of any status is a replica that lives. */
  tell(address: string, answered: boolean): void {
    const failures = this.#failures.get(address);
    if (failures === undefined) return;
    this.#failures = new Map(this.#failures).set(address, answered ? 0 : failures + 1);
  }

  async #refresh(): Promise<void> {
    const addresses = await this.#resolve();
    this.#failures = new Map(addresses.map((address) => [address, this.#failures.get(address) ?? 0]));
    const ejected = addresses.filter((address) => (this.#failures.get(address) ?? 0) >= FAILURES_TO_EJECT);
    await Promise.all(ejected.map(async (address) => this.tell(address, await this.#isUp(address))));
  }

  async #resolve(): Promise<readonly string[]> {
    try {
      const answers = await lookup(this.#name, { all: true, family: 4 });
      return answers.map((answer) => answer.address).sort();
    } catch (error) {
      process.stdout.write(`cannot resolve ${this.#name}: ${String(error)}; ${this.#failures.size} known\n`);
      return [...this.#failures.keys()];
    }
  }

  async #isUp(address: string): Promise<boolean> {
    try {
      const response = await fetch(`http://${address}:${this.#port}/health`, { signal: AbortSignal.timeout(PROBE_MS) });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
