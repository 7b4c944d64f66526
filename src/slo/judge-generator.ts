import { describeSlo } from './describe-row.ts';
import type { WorkerHealth } from '../events/generator-state.ts';
import type { RunState } from '../events/run-state.ts';
import { stolenShare } from '../events/stolen-share.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { stolenWords } from '../report/words/stolen-words.ts';
import { formatMeasured } from './format-measured.ts';
import { measure } from './measure.ts';
import { phaseSample } from './sample.ts';
import type { Sample } from './sample.ts';

/** SEMANTICS, "generator limited": the least share of due arrivals taken up in any ten seconds, and of busy seconds the most. */
const LEAST_TAKEN_UP = 0.99;
const WINDOW_SECONDS = 10;
const MOST_BUSY_SHARE = 0.05;

export interface GeneratorJudgement {
  readonly limited: boolean;
  /** One sentence each. */
  readonly because: readonly string[];
  /** Least share of due arrivals that were taken up in any ten seconds; `null` without data. */
  readonly achievedRatio: number | null;
}

/** Whether what was measured is the generator's doing. Lag only ever adds time: it can void a latency fail, never a pass. */
export function judgeGenerator(state: RunState, rows: readonly SloRow[]): GeneratorJudgement {
  const worst = worstWindow(state);
  const because = [
    ...(worst !== null && worst.ratio < LEAST_TAKEN_UP
      ? [
          `in the ten seconds before ${worst.endSecond}s only ${formatMeasured(worst.ratio, 'ratio', LEAST_TAKEN_UP)} of the arrivals due were taken up in time`,
        ]
      : []),
    ...[...state.generator.workers.values()].flatMap(busyReason),
    ...rows.flatMap((row) => lagReason(state, row)),
  ];
  const host = because.length === 0 ? [] : stolenReason(state);
  return { limited: because.length > 0, because: [...because, ...host], achievedRatio: worst?.ratio ?? null };
}

/**
 * 1 − (late at the end of second e) ÷ (due in the ten seconds up to there), over every e of the judged phases. A run shorter than ten
 * seconds has one window, all of it.
 */
function worstWindow(state: RunState): { ratio: number; endSecond: number } | null {
  const { seconds } = state.generator;
  const known = [...seconds.keys()].sort((a, b) => a - b);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return null;
  const judgedFrom = Math.floor((state.header?.timeline.baselineFromMs ?? 0) / 1000);
  let worst: { ratio: number; endSecond: number } | null = null;
  for (const end of known) {
    const isWhole = end - first >= WINDOW_SECONDS - 1 || end === last;
    if (end < judgedFrom || !isWhole) continue;
    let due = 0;
    for (let second = end - WINDOW_SECONDS + 1; second <= end; second += 1) due += seconds.get(second)?.due ?? 0;
    if (due === 0) continue;
    const ratio = 1 - Math.min(due, seconds.get(end)?.lateAtEnd ?? 0) / due;
    if (worst === null || ratio < worst.ratio) worst = { ratio, endSecond: end + 1 };
  }
  return worst;
}

function busyReason(worker: WorkerHealth): string[] {
  if (worker.cpuSeconds === 0 || worker.busySeconds / worker.cpuSeconds <= MOST_BUSY_SHARE) return [];
  return [`worker ${worker.worker} used more than 0.9 of a core in ${worker.busySeconds} of ${worker.cpuSeconds} seconds`];
}

/** Not a limit by itself: what was measured is judged by what came of it. */
function stolenReason(state: RunState): string[] {
  const words = stolenWords(stolenShare(state));
  return words === null ? [] : [`${words}: what was late may be its doing`];
}

/** The same SLO, with the time between intended and dispatched taken out of every answer. */
function lagReason(state: RunState, row: SloRow): string[] {
  const slo = state.header?.slos.find((candidate) => candidate.id === row.id);
  if (row.verdict !== 'fail' || slo === undefined || !isOnResponseTime(slo)) return [];
  const load = row.load === null ? undefined : state.loads.get(row.load);
  if (load === undefined) return [];
  const { holds } = measure(slo.spec.expression, fromDispatch(phaseSample(state, load, slo.phase, 'finished', slo.spec.where ?? null)));
  return holds === true ? [`${describeSlo(row)} on ${row.load} fails by the generator's own lag: counted from dispatch it holds`] : [];
}

function isOnResponseTime(slo: PlannedSlo): boolean {
  const { metric } = slo.spec.expression;
  return (metric.kind === 'percentile' || metric.kind === 'mean' || metric.kind === 'max') && metric.of === 'response_time';
}

function fromDispatch(sample: Sample): Sample {
  const { counts } = sample;
  return {
    ...sample,
    distributions: null,
    counts: {
      ...counts,
      over: counts.fromDispatchOver,
      answeredSumUs: counts.fromDispatchSumUs,
      answeredMaxUs: counts.fromDispatchMaxUs,
    },
  };
}
