import { EXIT } from '../errors/user-error.ts';
import type { SloRow, Verdict } from '../report/report.ts';
import { meanAndVariance } from '../stats/mean-and-variance.ts';
import { studentQuantile } from '../stats/student-t.ts';
import type { PooledSlo, RepeatableReport, RepeatedRun } from './repeat-document.ts';

/** The first of these that any run ended with is that of all: one failed run among passes is a failure, and no rerun makes it good. */
const PRECEDENCE: readonly number[] = [
  EXIT.undoIncomplete,
  EXIT.bug,
  EXIT.interrupted,
  EXIT.terminated,
  EXIT.usage,
  EXIT.unreachable,
  EXIT.stopped,
  EXIT.sloFailed,
  EXIT.inconclusive,
];

/** Ends after which the next run would be of no use, or would do harm. */
const LAST: readonly number[] = [EXIT.undoIncomplete, EXIT.bug, EXIT.interrupted, EXIT.terminated, EXIT.usage];

/** Whether the runs that are left must not be begun. */
export function endsSeries(exitCode: number): boolean {
  return LAST.includes(exitCode);
}

/** Of all runs together. A series that was cut short is what cut it short. */
export function seriesExit(codes: readonly number[]): number {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.pass;
}

export function seriesVerdict(runs: readonly Pick<RepeatableReport, 'verdict' | 'exitCode'>[]): Verdict {
  const exitCode = seriesExit(runs.map((run) => run.exitCode));
  const deciding = runs.find((run) => run.exitCode === exitCode);
  return deciding?.verdict ?? 'inconclusive';
}

export function repeatedRun({ run, runFolder, seed, verdict, exitCode, reasons }: RepeatableReport): RepeatedRun {
  return { run, runFolder, seed, verdict, exitCode, reasons: [...new Set(reasons.map(({ code }) => code))] };
}

/** Each SLO over the runs in which the system, and nothing else, was judged: those that passed, failed or saw too little. */
export function poolSlos(reports: readonly RepeatableReport[]): PooledSlo[] {
  const judged = reports.filter(({ reasons }) => reasons.every(({ code }) => code === 'slo-failed' || code === 'slo-undecided'));
  const [first] = judged;
  if (first === undefined) return [];
  return first.slos.map((slo) =>
    poolSlo(
      slo,
      judged.flatMap((report) => report.slos.filter(({ id }) => id === slo.id)),
    ),
  );
}

function poolSlo({ id, expr, load, phase, unit, limit }: SloRow, rows: readonly SloRow[]): PooledSlo {
  const counted = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  const values = rows.flatMap(({ value }) => (value === null ? [] : [value]));
  const logs = unit === 'ms' && values.every((value) => value > 0);
  const { mean, variance } = meanAndVariance(logs ? values.map(Math.log) : values);
  const [least, most] = possibleValues(expr, unit);
  const told = (value: number): number => Math.min(most, Math.max(least, logs ? Math.exp(value) : value));
  const n = values.length;
  const reach = n < 2 ? 0 : studentQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  return {
    id,
    expr,
    load,
    phase,
    unit,
    limit,
    values,
    scale: logs ? 'logarithmic' : 'plain',
    pass: counted('pass'),
    fail: counted('fail'),
    inconclusive: counted('inconclusive'),
    mean: n === 0 ? null : told(mean),
    sd: n < 2 ? null : Math.sqrt(variance),
    interval: n < 2 ? null : [told(mean - reach), told(mean + reach)],
  };
}

/** What Student's t knows nothing of: no time is below 0, and no share above all. A change and a probe's number may be anything. */
function possibleValues(expr: string, unit: SloRow['unit']): readonly [least: number, most: number] {
  if (unit === 'number' || expr.includes(' vs baseline ')) return [-Infinity, Infinity];
  return [0, unit === 'ratio' && !expr.startsWith('error_budget') ? 1 : Infinity];
}
