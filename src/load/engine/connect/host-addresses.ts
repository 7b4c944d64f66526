import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Resolves a name to addresses, the best first. Rejects with a code such as ENOTFOUND. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** A failing address makes for a new look-up, but no more than one in this time: a dead server must not become a flood of them. */
const RETRY_MS = 1000;

/**
 * The addresses of one host, so that requests need not wait for DNS: the last answer is used until a newer one is there, and is
 * asked for again, in the background, when it is older than its time to live or when connecting to it failed.
 */
export class HostAddresses {
  readonly #host: string;
  readonly #ttlMs: number;
  readonly #resolve: Resolve;
  readonly #nowMs: () => number;
  readonly #literal: boolean;
  #addresses: readonly string[];
  #preferred = 0;
  #resolvedAtMs: number;
  #pending: Promise<void> | null = null;

  /** @param addresses known beforehand; none: the first `next()` waits for the look-up */
  constructor(
    host: string,
    addresses: readonly string[],
    ttlMs: number,
    resolve: Resolve = systemResolve,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#host = host;
    this.#ttlMs = ttlMs;
    this.#resolve = resolve;
    this.#nowMs = nowMs;
    this.#literal = isIP(host) !== 0;
    this.#addresses = this.#literal ? [host] : addresses;
    this.#resolvedAtMs = nowMs();
  }

  /** The address to connect to now; `null`: none is known yet, `resolved()` waits for one. */
  current(): string | null {
    if (!this.#literal && this.#addresses.length > 0 && this.#nowMs() - this.#resolvedAtMs >= this.#ttlMs) this.#refresh();
    return this.#addresses[this.#preferred] ?? null;
  }

  /** Rejects with the look-up's error while no address was ever found. */
  async resolved(): Promise<string> {
    const known = this.current();
    if (known !== null) return known;
    await (this.#pending ?? this.#look());
    const found = this.current();
    if (found === null) throw Object.assign(new Error(`${this.#host} has no address`), { code: 'ENOTFOUND' });
    return found;
  }

  /** A connection to it could not be made: the next goes to the next address, and the name is looked up again. */
  failed(address: string): void {
    if (this.#literal) return;
    if (this.#addresses[this.#preferred] === address) this.#preferred = (this.#preferred + 1) % this.#addresses.length;
    if (this.#nowMs() - this.#resolvedAtMs >= Math.min(RETRY_MS, this.#ttlMs)) this.#refresh();
  }

  /** In the background: on failure the old addresses stay. */
  #refresh(): void {
    if (this.#pending === null) this.#look().catch(() => {});
  }

  #look(): Promise<void> {
    const look = async (): Promise<void> => {
      try {
        this.#take(await this.#resolve(this.#host));
      } finally {
        this.#pending = null;
        this.#resolvedAtMs = this.#nowMs();
      }
    };
    this.#pending = look();
    return this.#pending;
  }

  /** The address in use stays in use while the name still has it: changing without need would open connections without need. */
  #take(found: readonly string[]): void {
    if (found.length === 0) return;
    const inUse = this.#addresses[this.#preferred];
    this.#addresses = found;
    this.#preferred = Math.max(0, inUse === undefined ? 0 : found.indexOf(inUse));
  }
}
