import { generatorLimits } from '../events/generator-limits.ts';
import type { WorkerHealth } from '../events/generator-state.ts';
import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import { stolenShare } from '../events/stolen-share.ts';
import type { GeneratorLimits } from '../manifest/generator-spec.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { stolenWords } from '../report/words/stolen-words.ts';
import { formatDuration } from '../units/duration.ts';
import { formatPercentage } from '../units/percentage.ts';
import { decides } from './decides.ts';
import { describeSlo } from './describe-row.ts';
import { formatMeasured } from './format-measured.ts';
import { windowsHold } from './judge-windows.ts';
import { measure } from './measure.ts';
import { phaseSample } from './sample.ts';
import type { Sample } from './sample.ts';

export interface GeneratorJudgement {
  readonly limited: boolean;
  /** One sentence each. */
  readonly because: readonly string[];
  /** Least share of due arrivals that were taken up in any window of the limit; `null` without a schedule. */
  readonly achievedRatio: number | null;
}

/** Whether what was measured is the generator's doing. Lag only ever adds time: it can void a latency fail, never a pass. */
export function judgeGenerator(state: RunState, rows: readonly SloRow[]): GeneratorJudgement {
  const limits = generatorLimits(state.header);
  const worst = worstWindow(state, limits.withinSeconds);
  const workers = [...state.generator.workers.values()];
  const because = [
    ...(worst !== null && worst.ratio < limits.sentShare
      ? [
          `at ${worst.endSecond}s only ${formatMeasured(worst.ratio, 'ratio', limits.sentShare)} of the arrivals due in ${formatDuration(limits.withinSeconds * 1000)} had been taken up`,
        ]
      : []),
    ...workers.flatMap((worker) => busyReason(worker, limits)),
    ...workers.flatMap((worker) => stallReason(worker, limits)),
    ...rows.flatMap((row) => lagReason(state, row)),
  ];
  const host = because.length === 0 ? [] : stolenReason(state);
  return { limited: because.length > 0, because: [...because, ...host], achievedRatio: worst?.ratio ?? null };
}

/**
 * 1 − (due and not yet taken up at the end of second e) ÷ (due in the window that ends there), over every e of the judged phases: an
 * arrival that is taken up later was not sent by then. Before the first whole window it is that one which counts, and a run shorter
 * than it has one window, all of it: or the first second of a slow rate would be held to each of its few arrivals.
 */
function worstWindow(state: RunState, windowSeconds: number): { ratio: number; endSecond: number } | null {
  const { seconds } = state.generator;
  const known = [...seconds.keys()].sort((a, b) => a - b);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return null;
  const judgedFrom = Math.floor((state.header?.timeline.baselineFromMs ?? 0) / 1000);
  let worst: { ratio: number; endSecond: number } | null = null;
  for (const end of known) {
    if (end < judgedFrom) continue;
    const windowEnd = Math.min(last, Math.max(end, first + windowSeconds - 1));
    let due = 0;
    for (let second = windowEnd - windowSeconds + 1; second <= windowEnd; second += 1) due += seconds.get(second)?.due ?? 0;
    if (due === 0) continue;
    const ratio = 1 - Math.min(due, seconds.get(end)?.lateAtEnd ?? 0) / due;
    if (worst === null || ratio < worst.ratio) worst = { ratio, endSecond: end + 1 };
  }
  return worst;
}

function busyReason(worker: WorkerHealth, { busyCores, busyShare }: GeneratorLimits): string[] {
  if (busyCores === null || worker.cpuSeconds === 0 || worker.busySeconds / worker.cpuSeconds <= busyShare) return [];
  return [
    `worker ${worker.worker} used more than ${formatPercentage(busyCores)} of a core in ${worker.busySeconds} of ${worker.cpuSeconds} seconds`,
  ];
}

/** A closed load has no arrivals that could be late: while its worker stands still, nothing is sent, and no answer is read. */
function stallReason({ worker, due, eventLoopDelayMaxMs }: WorkerHealth, { stallMs }: GeneratorLimits): string[] {
  if (due > 0 || eventLoopDelayMaxMs <= stallMs) return [];
  return [`worker ${worker} stood still for ${formatMeasured(eventLoopDelayMaxMs, 'ms')}, and its connections with it`];
}

/** Not a limit by itself: what was measured is judged by what came of it. */
function stolenReason(state: RunState): string[] {
  const words = stolenWords(stolenShare(state));
  return words === null ? [] : [`${words}: what was late may be its doing`];
}

/**
 * The same SLO, in its windows where it has any, with the time between intended and dispatched, and that under a cap of ours, taken out
 * of every answer. What only warns fails nothing that could be voided.
 */
function lagReason(state: RunState, row: SloRow): string[] {
  const slo = state.header?.slos.find((candidate) => candidate.id === row.id);
  if (row.verdict !== 'fail' || slo === undefined || !decides(slo.spec) || !isOnResponseTime(slo)) return [];
  const load = row.load === null ? undefined : state.loads.get(row.load);
  if (load === undefined) return [];
  return holdsFromDispatch(slo, state, load) === true
    ? [`${describeSlo(row)} on ${row.load} fails by the generator's own doing: without its lag and its caps it holds`]
    : [];
}

function holdsFromDispatch(slo: PlannedSlo, state: RunState, load: LoadState): boolean | null {
  const { expression, where, window } = slo.spec;
  if (window) return windowsHold(slo, window, state, load, fromDispatch);
  return measure(expression, fromDispatch(phaseSample(state, load, slo.phase, 'finished', where ?? null))).holds;
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
