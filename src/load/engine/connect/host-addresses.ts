import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Resolves a name to addresses, the best first. Rejects with a code such as ENOTFOUND. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** A failure makes for a new look-up, but no more than one in this time: a dead server or name must not become a flood of them. */
const RETRY_MS = 1000;

/** One try to connect to an address, whose end the addresses want to hear of. */
export interface ConnectAttempt {
  readonly address: string;
  readonly begunMs: number;
}

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
  /** When each last accepted a connection. */
  readonly #acceptedAtMs = new Map<string, number>();
  /** It gets the next attempt, and no more unless that succeeds. */
  #onTrial: string | null = null;
  #trials = 0;
  #triedAtMs = -Infinity;
  #resolvedAtMs: number;
  #pending: Promise<void> | null = null;
  /** The last look-up: while it is fresh, how it ended is the answer. */
  #last: Promise<void> | null = null;

  /** @param addresses known beforehand; none: the first `resolved()` waits for the look-up */
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

  /** Where to connect to now; `null`: no address is known yet, `resolved()` waits for one. */
  attempt(): ConnectAttempt | null {
    const begunMs = this.#nowMs();
    const address = this.#onTrial ?? this.#current(begunMs);
    this.#onTrial = null;
    return address === null ? null : { address, begunMs };
  }

  /** Rejects with the last look-up's error while no address was ever found. */
  async resolved(): Promise<string> {
    const nowMs = this.#nowMs();
    const known = this.#current(nowMs);
    if (known !== null) return known;
    await (this.#pending ?? (this.#mayLook(nowMs) ? null : this.#last) ?? this.#look());
    const found = this.#current(this.#nowMs());
    if (found === null) throw Object.assign(new Error(`${this.#host} has no address`), { code: 'ENOTFOUND' });
    return found;
  }

  /** A connection was made: by an address that never made one before, as one on trial is, the next are made too. */
  accepted({ address }: ConnectAttempt): void {
    if (this.#literal) return;
    if (!this.#acceptedAtMs.has(address) && this.#addresses.includes(address)) this.#preferred = this.#addresses.indexOf(address);
    this.#acceptedAtMs.set(address, this.#nowMs());
  }

  /**
   * A connection could not be made: the next goes to the next address, and the name is looked up again. No news where the address has
   * accepted another since this attempt began.
   */
  failed({ address, begunMs }: ConnectAttempt): void {
    if (this.#literal || (this.#acceptedAtMs.get(address) ?? -Infinity) > begunMs) return;
    const nowMs = this.#nowMs();
    if (this.#addresses[this.#preferred] === address) this.#giveWay(address, nowMs);
    if (this.#mayLook(nowMs)) this.#refresh();
  }

  #current(nowMs: number): string | null {
    if (!this.#literal && this.#addresses.length > 0 && nowMs - this.#resolvedAtMs >= this.#ttlMs) this.#refresh();
    return this.#addresses[this.#preferred] ?? null;
  }

  /**
   * To an address that has accepted before, or while none has, to any. One that never has is not given all arrivals, since it may be
   * one where nobody listens (`localhost` as ::1): its refusals would not be the system's doing. It is tried by one at a time.
   */
  #giveWay(address: string, nowMs: number): void {
    const others = [...this.#addresses.slice(this.#preferred + 1), ...this.#addresses.slice(0, this.#preferred)];
    const next = others.find((other) => this.#acceptedAtMs.has(other)) ?? (this.#acceptedAtMs.has(address) ? undefined : others[0]);
    if (next !== undefined) {
      this.#preferred = this.#addresses.indexOf(next);
    } else if (nowMs - this.#triedAtMs >= RETRY_MS) {
      this.#onTrial = others[this.#trials++ % others.length] ?? null;
      this.#triedAtMs = nowMs;
    }
  }

  #mayLook(nowMs: number): boolean {
    return nowMs - this.#resolvedAtMs >= Math.min(RETRY_MS, this.#ttlMs);
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
    this.#last = this.#pending = look();
    return this.#last;
  }

  /** The address in use stays in use while the name still has it: changing without need would open connections without need. */
  #take(found: readonly string[]): void {
    if (found.length === 0) return;
    const inUse = this.#addresses[this.#preferred];
    this.#addresses = found;
    if (this.#onTrial !== null && !found.includes(this.#onTrial)) this.#onTrial = null;
    this.#preferred = Math.max(0, inUse === undefined ? 0 : found.indexOf(inUse));
  }
}
