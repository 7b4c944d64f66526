/** The one clock of a run: CLOCK_MONOTONIC, shared by every thread and process of ours. */
export interface Clock {
  nowNs(): bigint;
  /** For people and file names only; nothing is measured with it. */
  wallClock(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Milliseconds since `originNs`. */
export function elapsedMs(clock: Clock, originNs: bigint): number {
  return Number(clock.nowNs() - originNs) / 1e6;
}
