import { JUDGED_PHASES } from '../plan/phase.ts';
import type { LoadRow, LoadStatistics, Report } from './report.ts';

/** What must hold of every report, whatever the run did; one sentence per violation. */
export function reportInvariants(report: Report): string[] {
  return [...report.load.flatMap(loadViolations), ...numberViolations(report, 'report'), ...verdictViolations(report)];
}

/** Each arrival is in exactly one place (SEMANTICS, Requests). */
function loadViolations(load: LoadRow): string[] {
  const { name, offered, sent, dropped, neverSent, completed, unanswered, abandoned } = load;
  const phases = Object.values(load.phases);
  const judged = JUDGED_PHASES.flatMap((phase) => load.phases[phase] ?? []);
  return [
    ...unequal(`${name}: offered`, offered, 'sent + dropped + neverSent', sent + dropped + neverSent),
    ...unequal(`${name}: sent`, sent, 'completed + unanswered + abandoned', completed + unanswered + abandoned),
    ...unequal(
      `${name}: offered`,
      offered,
      'all phases',
      total(phases, (phase) => phase.count),
    ),
    ...unequal(
      `${name}: whole`,
      load.whole.count,
      'the judged phases',
      total(judged, (phase) => phase.count),
    ),
    ...unequal(`${name}: ok of whole`, okOf(load.whole), 'those of the judged phases', total(judged, okOf)),
    ...unequal(`${name}: errors of whole`, errorsOf(load.whole), 'those of the judged phases', total(judged, errorsOf)),
    ...unequal(
      `${name}: bytes of whole`,
      load.whole.bodyBytes,
      'those of the judged phases',
      total(judged, (phase) => phase.bodyBytes),
    ),
    ...unequal(`${name}: answers of whole`, answersOf(load.whole), 'those of the judged phases', total(judged, answersOf)),
    ...[load.whole, ...phases].flatMap((statistics) => orderViolations(name, statistics)),
  ];
}

/** Percentiles rise, and once one falls among the failures so do all above it. */
function orderViolations(name: string, statistics: LoadStatistics): string[] {
  const { p50, p90, p95, p99, 'p99.9': p999 } = statistics.responseTimeMs;
  const rising = [p50, p90, p95, p99, p999];
  const isRising = rising.every((value, index) => {
    const next = rising[index + 1];
    return next === undefined || next === null || (value !== null && value <= next);
  });
  return isRising ? [] : [`${name}: the percentiles of response time do not rise: ${rising.join(', ')}`];
}

function verdictViolations({ verdict, exitCode, reasons }: Report): string[] {
  const mayExitZero = verdict === 'pass' || reasons[0]?.code === 'nothing-judged';
  if (mayExitZero !== (exitCode === 0)) return [`verdict ${verdict} with exit code ${exitCode}`];
  return exitCode !== 0 && reasons.length === 0 ? [`exit code ${exitCode} without a reason`] : [];
}

/** JSON would print them as null and hide them. */
function numberViolations(value: unknown, path: string): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numberViolations(part, `${path}.${key}`));
}

function unequal(what: string, value: number, parts: string, sum: number): string[] {
  return value === sum ? [] : [`${what} is ${value}, and ${parts} are ${sum}`];
}

function total(statistics: readonly LoadStatistics[], pick: (one: LoadStatistics) => number): number {
  return statistics.reduce((sum, one) => sum + pick(one), 0);
}

function okOf(statistics: LoadStatistics): number {
  return statistics.ok ?? 0;
}

function errorsOf(statistics: LoadStatistics): number {
  return Object.values(statistics.errors).reduce((sum, count) => sum + count, 0);
}

function answersOf(statistics: LoadStatistics): number {
  return Object.values(statistics.statusCodes).reduce((sum, count) => sum + count, 0);
}
