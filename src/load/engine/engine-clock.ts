/**
 * µs since the timeline's zero, on CLOCK_MONOTONIC, which all threads share. `process.hrtime.bigint()` is the common ground, but
 * allocates; `performance.now()` does not, but counts from each thread's own start. So the offset between the two is taken once.
 */
export class EngineClock {
  #offsetMs = 0;

  constructor(zeroNs: bigint) {
    this.setZero(zeroNs);
  }

  setZero(zeroNs: bigint): void {
    this.#offsetMs = tightestOffsetMs(zeroNs);
  }

  nowUs(): number {
    return (performance.now() + this.#offsetMs) * 1000;
  }
}

/** Of several readings the one that was least interrupted. */
function tightestOffsetMs(zeroNs: bigint): number {
  let offsetMs = 0;
  let tightest = Infinity;
  for (let i = 0; i < 20; i++) {
    const before = performance.now();
    const monotonicNs = process.hrtime.bigint();
    const after = performance.now();
    if (after - before >= tightest) continue;
    tightest = after - before;
    offsetMs = Number(monotonicNs - zeroNs) / 1e6 - (before + after) / 2;
  }
  return offsetMs;
}
