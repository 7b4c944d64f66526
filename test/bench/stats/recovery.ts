import { emptyCounts } from '../../../src/events/arrival-counts.ts';
import type { LoadPhaseState } from '../../../src/events/load-state.ts';
import { createRandom } from '../../../src/random/create-random.ts';
import type { Random } from '../../../src/random/create-random.ts';
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
}

const RATE = 200;
const ENDS = [1000, 11_000, 31_000, 61_000] as const;

/** Runs whose fault did nothing: 200/s, hold of 10 s, the same share of bad arrivals all along. */
export function recoveryRows(runs: number): RecoveryRow[] {
  return [
    { condition: 'p95(response_time) < 100ms', bad: 0.025 },
    { condition: 'p99(response_time) < 100ms', bad: 0.005 },
    { condition: 'p99(response_time) < 100ms', bad: 0.01 / 3 },
    { condition: 'success_rate >= 99%', bad: 0.01 / 3 },
    { condition: 'success_rate >= 99.9%', bad: 0.0005 },
    { condition: 'success_rate >= 99.9%', bad: 0.0001 },
  ].map(({ condition, bad }) => ({ condition, bad, runs, atOnce: shareAtOnce(condition, bad, runs) }));
}

function shareAtOnce(condition: string, bad: number, runs: number): number {
  const slo = plannedSlo(`recovery_time(${condition}, hold=10s) < 5s`, { phase: 'recovery', bare: false });
  const state = stateOf({
    slos: [slo],
    ends: ENDS,
    arrivals: [...steady('baseline', 1000, 11_000, 1), ...steady('fault', 11_000, 31_000, 1), ...steady('recovery', 31_000, 61_000, 1)],
  });
  const phases = [...(state.loads.get('checkout')?.phases.values() ?? [])];
  const random = createRandom(Math.round(bad * 1e6));
  const draw = binomialDraw(RATE, bad);
  let atOnce = 0;
  for (let run = 0; run < runs; run += 1) {
    for (const phase of phases) fill(phase, condition.startsWith('p'), draw, random);
    if (judgeSlo(slo, state).value === 0) atOnce += 1;
  }
  return atOnce / runs;
}

function fill({ seconds }: LoadPhaseState, isLatency: boolean, draw: (random: Random) => number, random: Random): void {
  for (const second of seconds.keys()) {
    const bad = draw(random);
    const failed = isLatency ? 0 : bad;
    const all = { offered: RATE, sent: RATE, completed: RATE, answered: RATE };
    seconds.set(second, { ...emptyCounts(), ...all, ok: RATE - failed, failed, over: [isLatency ? bad : 0] });
  }
}
