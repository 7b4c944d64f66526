import { createRandom } from '../../../src/random/create-random.ts';
import { isBoundToFail } from '../../../src/slo/bound-to-fail.ts';
import type { ShareLimit } from '../../../src/slo/share-limit.ts';
import { capitalAgainst } from '../../../src/stats/bet-against.ts';
import { blockShares } from '../../../src/stats/bet-blocks.ts';
import { normalQuantile } from '../../../src/stats/normal.ts';
import { binomialDraw } from './binomial-draw.ts';
import { RATE, smoothSource, stallSource } from './series.ts';

export interface StopRow {
  readonly series: string;
  readonly allowed: number;
  readonly phases: number;
  /** Of the phases that would not have failed at their end, the share that was stopped. */
  readonly good: number | null;
  /** Of all phases. */
  readonly stopped: number;
  /** Of all phases, run to their end: the interval of their share lay beyond the limit. */
  readonly failed: number;
}

export interface DelayRow {
  readonly allowed: number;
  readonly phase: number;
  /** Seconds of total failure until the run is stopped: from the phase's beginning, and after half of it with a fifth of what is allowed. */
  readonly atOnce: number | null;
  readonly later: number | null;
  /** Of a phase in which twice the allowed share fails, all along. */
  readonly atTwice: number | null;
}

const SECONDS = 300;

/** Phases of 300 s at 200/s whose true share is the limit itself, looked at every second. */
export function falseStopRows(phases: number): StopRow[] {
  const independent = [0.05, 0.01, 0.001].map((share) => {
    const random = createRandom(Math.round(share * 1e6));
    const draw = binomialDraw(RATE, share);
    return row('independent', share, phases, () => Array.from({ length: SECONDS }, () => draw(random)));
  });
  const clumped = [0.1, 1, 5].flatMap((tau) =>
    (['clumps', 'stalls'] as const).map((kind) => {
      const random = createRandom(77);
      const source = kind === 'clumps' ? smoothSource(tau, normalQuantile(0.95)) : stallSource(tau, 0.05);
      const make = (): number[] => source(SECONDS, random).over.map(({ count }) => count);
      return row(`${kind}, τ ${tau} s`, 0.05, Math.ceil(phases / 5), make);
    }),
  );
  return [...independent, ...clumped];
}

/** How long a real outage goes on before it stops the run. */
export function delayRows(): DelayRow[] {
  return [60, 300].flatMap((phase) =>
    [0.05, 0.01, 0.001].map((allowed) => {
      const out = (from: number, share: number) =>
        Array.from({ length: phase }, (_, second) => RATE * (second < from ? allowed / 5 : share));
      const after = (from: number, share: number): number | null => {
        const at = stopsAt(allowed, out(from, share));
        return at === null ? null : at - from;
      };
      return { allowed, phase, atOnce: after(0, 1), later: after(phase / 2, 1), atTwice: after(0, allowed * 2) };
    }),
  );
}

function row(series: string, allowed: number, phases: number, make: () => number[]): StopRow {
  let [stopped, failed, good, goodStopped] = [0, 0, 0, 0];
  for (let phase = 0; phase < phases; phase += 1) {
    const bad = make();
    const isStopped = stopsAt(allowed, bad) !== null;
    const fails = isBroken(allowed, sum(bad), bad.length, bad.length);
    if (isStopped) stopped += 1;
    if (fails) failed += 1;
    else good += 1;
    if (isStopped && !fails) goodStopped += 1;
  }
  return { series, allowed, phases, good: good === 0 ? null : goodStopped / good, stopped: stopped / phases, failed: failed / phases };
}

/** The second after which the run is stopped; `null`: it never is. */
function stopsAt(allowed: number, bad: readonly number[]): number | null {
  let seen = 0;
  for (let second = 0; second < bad.length; second += 1) {
    seen += bad[second] ?? 0;
    if (isBroken(allowed, seen, second + 1, bad.length) && isShown(allowed, bad.slice(0, second + 1), bad.length)) return second + 1;
  }
  return null;
}

function isBroken(allowed: number, bad: number, seconds: number, of: number): boolean {
  const limit: ShareLimit = { allowedBad: allowed, wantsFew: true, method: 'wilson' };
  return isBoundToFail({ bad, dropped: 0, n: seconds * RATE, limit }, (of - seconds) * RATE, 0.95);
}

function isShown(allowed: number, bad: readonly number[], of: number): boolean {
  const shares = bad.map((count) => count / RATE);
  return capitalAgainst(allowed, blockShares(shares, of).shares).some((capital) => capital >= 20);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
