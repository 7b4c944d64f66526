import { elapsedMs } from './clock.ts';
import type { Clock } from './clock.ts';

/** Time since the first arrival of the warm-up. Every wait ends at once when the run is stopped. */
export interface Timeline {
  readonly zeroNs: bigint;
  nowMs(): number;
  /** Resolves at `atMs`, at once where that has passed; rejects with `Stopped` when the run is stopped. */
  until(atMs: number): Promise<void>;
  /** The same, but over as soon as `event` comes. */
  untilOr(atMs: number, event: Promise<void>): Promise<void>;
  /** Resolves when `event` comes. */
  untilEvent(event: Promise<void>): Promise<void>;
}

export function createTimeline(clock: Clock, zeroNs: bigint, stopSignal: AbortSignal): Timeline {
  const nowMs = (): number => elapsedMs(clock, zeroNs);
  return {
    zeroNs,
    nowMs,
    async until(atMs) {
      stopSignal.throwIfAborted();
      const waitMs = atMs - nowMs();
      if (waitMs > 0) await clock.sleep(waitMs, stopSignal);
    },
    async untilOr(atMs, event) {
      const over = new AbortController();
      const waiting = event.then(() => over.abort());
      const waitMs = atMs - nowMs();
      const asleep = waitMs > 0 ? clock.sleep(waitMs, AbortSignal.any([stopSignal, over.signal])) : Promise.resolve();
      await Promise.race([asleep, waiting]).catch((error: unknown) => {
        if (!over.signal.aborted) throw error;
      });
      stopSignal.throwIfAborted();
    },
    async untilEvent(event) {
      stopSignal.throwIfAborted();
      const stopped = Promise.withResolvers<void>();
      const listener = (): void => stopped.resolve();
      stopSignal.addEventListener('abort', listener, { once: true });
      await Promise.race([event, stopped.promise]).finally(() => stopSignal.removeEventListener('abort', listener));
      stopSignal.throwIfAborted();
    },
  };
}
