const LOOK_MS = 500;
/** The oldest first: a backlog is asked for in parts. */
const AT_ONCE = 500;

/**
 * Orders that were taken, until the database has them: the shop's own word on whether one is late or was lost. A lost one is the oldest
 * for ever after.
 */
export class TakenOrders {
  readonly #stored: (keys: readonly string[]) => Promise<readonly string[]>;
  /** When each was taken, by its key. */
  readonly #open = new Map<string, number>();
  #taken = 0;

  /** `stored`: which of these keys the database has. */
  constructor(stored: (keys: readonly string[]) => Promise<readonly string[]>) {
    this.#stored = stored;
  }

  /** Looks twice a second until the process ends, and never twice at once. */
  start(): void {
    const look = (): Promise<void> =>
      this.#look()
        .catch((error: unknown) => void process.stdout.write(`cannot look for orders: ${String(error)}\n`))
        .finally(() => void setTimeout(() => void look(), LOOK_MS).unref());
    void look();
  }

  add(key: string): void {
    this.#taken += 1;
    if (!this.#open.has(key)) this.#open.set(key, performance.now());
  }

  /** `oldestMs`: since when the one that waits longest was taken; 0 where none waits. */
  stats(): { readonly taken: number; readonly waiting: number; readonly oldestMs: number } {
    const [oldest] = this.#open.values();
    return { taken: this.#taken, waiting: this.#open.size, oldestMs: oldest === undefined ? 0 : Math.round(performance.now() - oldest) };
  }

  async #look(): Promise<void> {
    const keys = [...this.#open.keys()].slice(0, AT_ONCE);
    if (keys.length === 0) return;
    for (const key of await this.#stored(keys)) this.#open.delete(key);
  }
}
