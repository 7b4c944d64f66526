import { elapsedMs } from './clock.ts';
import type { Clock } from './clock.ts';

/** Time since the first arrival of the warm-up. Every wait ends at once when the run is stopped. */
export interface Timeline {
  readonly zeroNs: bigint;
  nowMs(): number;
  /** Resolves at `atMs`, at once where that has passed; rejects with `Stopped` when the run is stopped. */
  until(atMs: number): Promise<void>;
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
  };
}
