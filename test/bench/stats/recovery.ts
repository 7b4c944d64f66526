import { emptyCounts } from '../../../src/events/arrival-counts.ts';
import type { LoadPhaseState } from '../../../src/events/load-state.ts';
import { createRandom } from '../../../src/random/create-random.ts';
import type { Random } from '../../../src/random/create-random.ts';
import type { SloRow } from '../../../src/report/report.ts';
import { judgeSlo } from '../../../src/slo/judge-slo.ts';
import { plannedSlo, stateOf, steady } from '../../fixtures/timelines/record-timeline.ts';
import { binomialDraw } from './binomial-draw.ts';

export interface RecoveryRow {
  readonly condition: string;
  /** What share of the arrivals truly is over the limit, or fails. */
  readonly bad: number;
  readonly runs: number;
  /** Share of the runs whose recovery time was 0. */
  readonly atOnce: number;
  /** Of the runs, what `recovery_time(condition) < 5s` came to. */
  readonly failed: number;
  readonly undecided: number;
}

export interface IllnessRow {
  readonly condition: string;
  /** Of the arrivals of so many seconds after the fault these failed. */
  readonly share: number;
  readonly seconds: number;
  readonly runs: number;
  /** Share of the runs whose recovery time was above 0, and of those that passed `recovery_time(condition) < 1s`. */
  readonly seen: number;
  readonly passed: number;
}

const RATE = 200;
const ENDS = [1000, 11_000, 31_000, 61_000] as const;
const CLOCK_SECOND = 31;

/** Runs whose fault did nothing: 200/s, hold of 10 s, the same share of bad arrivals all along. */
export function recoveryRows(runs: number): RecoveryRow[] {
  return [
    { condition: 'p95(response_time) < 100ms', bad: 0.025 },
    { condition: 'p99(response_time) < 100ms', bad: 0.005 },
    { condition: 'p99(response_time) < 100ms', bad: 0.01 / 3 },
    { condition: 'success_rate >= 99%', bad: 0.01 / 3 },
    { condition: 'success_rate >= 99.9%', bad: 0.0005 },
    { condition: 'success_rate >= 99.9%', bad: 0.0001 },
  ].map(({ condition, bad }) => {
    const rows = simulated(condition, 5, runs, Math.round(bad * 1e6), () => bad);
    const shareOf = (is: (row: SloRow) => boolean): number => rows.filter(is).length / runs;
    return {
      condition,
      bad,
      runs,
      atOnce: shareOf(({ value }) => value === 0),
      failed: shareOf(({ verdict }) => verdict === 'fail'),
      undecided: shareOf(({ verdict }) => verdict === 'inconclusive'),
    };
  });
}

/** Runs that were ill for a while after the fault, with half of what is allowed otherwise. */
export function illnessRows(runs: number): IllnessRow[] {
  return [
    { condition: 'p95(response_time) < 100ms', allowed: 0.05, share: 1, seconds: 1 },
    { condition: 'p95(response_time) < 100ms', allowed: 0.05, share: 1, seconds: 2 },
    { condition: 'p95(response_time) < 100ms', allowed: 0.05, share: 0.1, seconds: 15 },
    { condition: 'p99(response_time) < 100ms', allowed: 0.01, share: 1, seconds: 1 },
    { condition: 'p99(response_time) < 100ms', allowed: 0.01, share: 0.02, seconds: 15 },
    { condition: 'p99(response_time) < 100ms', allowed: 0.01, share: 0.03, seconds: 15 },
    { condition: 'success_rate >= 99.9%', allowed: 0.001, share: 1, seconds: 1 },
    { condition: 'success_rate >= 99.9%', allowed: 0.001, share: 0.02, seconds: 5 },
  ].map(({ condition, allowed, share, seconds }) => {
    const ill = (second: number): number =>
      second >= CLOCK_SECOND && second < CLOCK_SECOND + seconds ? Math.max(share, allowed / 2) : allowed / 2;
    const rows = simulated(condition, 1, runs, 1000 * seconds + Math.round(share * 100), ill);
    const shareOf = (is: (row: SloRow) => boolean): number => rows.filter(is).length / runs;
    const seen = shareOf(({ value }) => value !== 0);
    return { condition, share, seconds, runs, seen, passed: shareOf(({ verdict }) => verdict === 'pass') };
  });
}

function simulated(condition: string, limitSeconds: number, runs: number, seed: number, badIn: (second: number) => number): SloRow[] {
  const slo = plannedSlo(`recovery_time(${condition}, hold=10s) < ${limitSeconds}s`, { phase: 'recovery', bare: false });
  const state = stateOf({
    slos: [slo],
    ends: ENDS,
    arrivals: [...steady('baseline', 1000, 11_000, 1), ...steady('fault', 11_000, 31_000, 1), ...steady('recovery', 31_000, 61_000, 1)],
  });
  const phases = [...(state.loads.get('checkout')?.phases.values() ?? [])];
  const random = createRandom(seed);
  const draws = new Map<number, (random: Random) => number>();
  const draw = (second: number): number => {
    const share = badIn(second);
    if (share === 1) return RATE;
    const known = draws.get(share) ?? binomialDraw(RATE, share);
    draws.set(share, known);
    return known(random);
  };
  return Array.from({ length: runs }, () => {
    for (const phase of phases) fill(phase, condition.startsWith('p'), draw);
    return judgeSlo(slo, state);
  });
}

function fill({ seconds }: LoadPhaseState, isLatency: boolean, draw: (second: number) => number): void {
  for (const second of seconds.keys()) {
    const bad = draw(second);
    const failed = isLatency ? 0 : bad;
    const all = { offered: RATE, sent: RATE, completed: RATE, answered: RATE };
    seconds.set(second, { ...emptyCounts(), ...all, ok: RATE - failed, failed, over: [isLatency ? bad : 0] });
  }
}
