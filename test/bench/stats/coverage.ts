import { createRandom } from '../../../src/random/create-random.ts';
import { regimeInterval } from '../../../src/stats/batch-means.ts';
import { effectiveSeconds } from '../../../src/stats/effective-seconds.ts';
import { LEAST_EFFECTIVE_SECONDS } from '../../../src/slo/evidence.ts';
import { normalQuantile } from '../../../src/stats/normal.ts';
import { atomSource, smoothSource, stallSource } from './series.ts';
import type { Source } from './series.ts';

export interface CoverageRow {
  readonly source: string;
  readonly tau: number;
  readonly phase: number;
  /** Series made. */
  readonly runs: number;
  /** Share of them that the guard let through. */
  readonly judged: number;
  /** Of those, the share whose interval holds the truth; `null`: none. */
  readonly coverage: number | null;
  /** Mean width ÷ that of an interval with the true variance of the mean. */
  readonly width: number | null;
  /** What the issue asks of this cell; `null`: that the guard turn it inconclusive. */
  readonly asked: number | null;
}

const SHARE = 0.05;

/** Where the guard lets few series through, so many times as many are made. */
const MORE = 5;

/** Regime intervals on series whose truth is known: τ × phase × three kinds of system, 200 arrivals a second, 5 % over the limit. */
export function coverageRows(runs: number): CoverageRow[] {
  const z = normalQuantile(1 - SHARE);
  const kinds: readonly [string, (tau: number) => Source][] = [
    ['smooth', (tau) => smoothSource(tau, z)],
    ['atoms', (tau) => atomSource(tau, z)],
    ['stalls', (tau) => stallSource(tau, SHARE)],
  ];
  return kinds.flatMap(([name, sourceOf]) =>
    [0, 0.1, 1, 5].flatMap((tau) => [60, 120, 300, 600].map((phase) => cell(name, sourceOf(tau), tau, phase, runs))),
  );
}

function cell(source: string, make: Source, tau: number, phase: number, runs: number): CoverageRow {
  const random = createRandom(1_000_003 * phase + Math.round(tau * 10) + source.length);
  const shares: number[] = [];
  const widths: number[] = [];
  let [judged, covered] = [0, 0];
  const asked = phase >= 120 * tau ? 0.92 : phase >= 60 * tau ? 0.9 : null;
  const one = (): void => {
    const { over, median } = make(phase, random);
    shares.push(over.reduce((sum, { count }) => sum + count, 0) / over.reduce((sum, { n }) => sum + n, 0));
    const worth = effectiveSeconds(median);
    const found = regimeInterval(over, 0.95, worth);
    if (found === null || worth < LEAST_EFFECTIVE_SECONDS) return;
    judged += 1;
    const [low, high] = found.interval;
    if (low <= SHARE && SHARE <= high) covered += 1;
    widths.push(high - low);
  };
  while (shares.length < runs) one();
  if (asked !== null && judged < runs / 2) while (shares.length < runs * MORE) one();
  // The variance of the mean as it is, over all of these runs.
  const known = Math.sqrt(shares.reduce((sum, share) => sum + (share - SHARE) ** 2, 0) / shares.length);
  return {
    source,
    tau,
    phase,
    runs: shares.length,
    judged: judged / shares.length,
    coverage: judged === 0 ? null : covered / judged,
    width: judged === 0 ? null : widths.reduce((sum, width) => sum + width, 0) / judged / (2 * 1.959964 * known),
    asked,
  };
}
