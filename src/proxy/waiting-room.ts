import type { Scheduler } from './scheduler.ts';
import type { Admission } from './toxic.ts';

export interface WaitingClient {
  /** As the toxics stand now. */
  readonly admission: () => Admission;
  readonly admit: () => void;
  readonly close: () => void;
}

interface Waiting {
  readonly client: WaitingClient;
  readonly sinceMs: number;
  cancel: () => void;
}

/** Clients that toxics keep from their upstream. Most pass through without stopping. */
export class WaitingRoom {
  readonly #scheduler: Scheduler;
  readonly #waiting = new Set<Waiting>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Returns how to forget the client when it leaves by itself; `null` where it was let through at once. */
  enter(client: WaitingClient): (() => void) | null {
    const { delayMs, closeAfterMs } = client.admission();
    if (delayMs === 0 && closeAfterMs === Infinity) {
      client.admit();
      return null;
    }
    const waiting: Waiting = { client, sinceMs: this.#scheduler.now(), cancel: () => undefined };
    this.#waiting.add(waiting);
    this.#schedule(waiting, { delayMs, closeAfterMs });
    return () => {
      waiting.cancel();
      this.#waiting.delete(waiting);
    };
  }

  /** The toxics have changed: who waits may have waited long enough by now. */
  review(): void {
    for (const waiting of this.#waiting) {
      waiting.cancel();
      this.#schedule(waiting, waiting.client.admission());
    }
  }

  /** Forgets everybody; their sockets are the caller's to close. */
  clear(): void {
    for (const waiting of this.#waiting) waiting.cancel();
    this.#waiting.clear();
  }

  #schedule(waiting: Waiting, { delayMs, closeAfterMs }: Admission): void {
    const [dueMs, act] = delayMs <= closeAfterMs ? [delayMs, waiting.client.admit] : [closeAfterMs, waiting.client.close];
    const leave = (): void => {
      this.#waiting.delete(waiting);
      act();
    };
    if (waiting.sinceMs + dueMs <= this.#scheduler.now()) leave();
    else waiting.cancel = dueMs === Infinity ? () => undefined : this.#scheduler.at(waiting.sinceMs + dueMs, leave);
  }
}
