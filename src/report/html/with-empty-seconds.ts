import type { LoadBin } from '../series/run-series.ts';

/**
 * A load's bins, and between them the seconds in which nothing arrived: its rate was 0 then, and a line from one bin to the next would say
 * otherwise. The same list where none is missing.
 */
export function withEmptySeconds(bins: readonly LoadBin[]): readonly LoadBin[] {
  const missing = (index: number): number => Math.max(0, (bins[index]?.fromS ?? 0) - (bins[index - 1]?.toS ?? Infinity));
  if (bins.every((_, index) => missing(index) === 0)) return bins;
  return bins.flatMap((bin, index) => [
    ...Array.from({ length: missing(index) }, (_, second) => emptySecond(bin.fromS - missing(index) + second)),
    bin,
  ]);
}

function emptySecond(fromS: number): LoadBin {
  return {
    fromS,
    toS: fromS + 1,
    offered: 0,
    sent: 0,
    completed: 0,
    dropped: 0,
    ok: 0,
    failed: 0,
    errors: new Map(),
    times: { p50: null, p90: null, p95: null, p99: null, 'p99.9': null, max: null },
    heat: [],
    inFlight: null,
  };
}
