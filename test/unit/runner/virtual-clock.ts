import type { Clock } from '../../../src/runner/clock.ts';

/** Time that passes only while everybody sleeps: an hour of a run takes a millisecond, and always in the same order. */
export function createVirtualClock(): Clock & { nowMs(): number } {
  let nowMs = 0;
  let ticking = false;
  const sleepers: { atMs: number; wake: () => void }[] = [];

  function tick(): void {
    ticking = false;
    sleepers.sort((a, b) => a.atMs - b.atMs);
    const next = sleepers.shift();
    if (next === undefined) return;
    nowMs = Math.max(nowMs, next.atMs);
    next.wake();
    schedule();
  }

  function schedule(): void {
    if (ticking) return;
    ticking = true;
    setImmediate(() => setImmediate(tick));
  }

  return {
    nowMs: () => nowMs,
    nowNs: () => BigInt(Math.round(nowMs * 1e6)),
    wallClock: () => new Date(nowMs),
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const sleeper = { atMs: nowMs + ms, wake: resolve };
        sleepers.push(sleeper);
        signal.addEventListener('abort', () => {
          const at = sleepers.indexOf(sleeper);
          if (at >= 0) sleepers.splice(at, 1);
          reject(signal.reason);
        });
        schedule();
      });
    },
  };
}
