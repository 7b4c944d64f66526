import { unfitForClosedModel } from '../../slo/closed-model.ts';
import { optionProblems } from '../../slo/option-problems.ts';
import { parseSloText } from '../../slo/parse-slo-options.ts';
import type { SloExpression } from '../../slo/slo-expression.ts';
import type { SloOptions } from '../../slo/slo-options.ts';
import { formatDuration } from '../../units/duration.ts';
import type { SloSpec } from '../experiment.ts';
import { sloIds } from '../slo-id.ts';
import { flagError } from './flag-error.ts';

/** `p99 < 300ms`: of the latency that the model has. */
const SHORT = /^\s*(p\d[\d.]*|mean|max|stddev)\s*(?=[<>=≤≥])/u;

const NEEDS_FAULTS: readonly string[] = ['recovery_time', 'outage_to_recovery', 'time_to_first_failure', 'vs_baseline'];

/** SLOs as `--slo` has them; a percentile alone is of response time, or in the closed model of service time. Throws a UserError. */
export function parseSloFlags(
  flags: readonly string[],
  { closed, timeoutMs }: { readonly closed: boolean; readonly timeoutMs: number },
): SloSpec[] {
  const parsedFlags = flags.map((text) => {
    const where = `--slo '${text}'`;
    const parsed = parseSloText(text.replace(SHORT, closed ? '$1(service_time) ' : '$1(response_time) '));
    if (!parsed.ok) throw flagError(where, parsed.message, "write for instance --slo 'p99 < 300ms' or --slo 'success_rate >= 99.9%'");
    refuseUnfit(parsed.expression, parsed.options, where, closed, timeoutMs);
    return parsed;
  });
  const ids = sloIds(parsedFlags.map(({ expression }) => ({ expr: expression })));
  return parsedFlags.map(({ expression, options }, index) => ({
    ...options,
    id: ids[index] ?? `slo-${index + 1}`,
    expression,
    load: null,
    position: null,
  }));
}

function refuseUnfit(expression: SloExpression, options: SloOptions, where: string, closed: boolean, timeoutMs: number): void {
  const { metric, limit } = expression;
  if (NEEDS_FAULTS.includes(metric.kind))
    throw flagError(where, 'without faults there is nothing to recover from, or to compare with', 'use `shakedown run` with a manifest');
  if (metric.kind === 'probe') throw flagError(where, 'probes are declared in a manifest', 'use `shakedown run` with a manifest');
  if (options.phase === 'fault' || options.phase === 'recovery')
    throw flagError(where, `without faults there is no ${options.phase} phase`, 'take `phase` away');
  const [problem] = optionProblems(expression, options);
  if (problem !== undefined) throw flagError(where, problem.message, problem.advice);
  const unfit = closed ? unfitForClosedModel(expression) : null;
  if (unfit !== null) throw flagError(where, unfit, 'use `service_time`, or take --closed away');
  if (limit.unit !== 'ms' || metric.kind === 'longest_outage' || limit.value < timeoutMs) return;
  const message = `the limit of ${formatDuration(limit.value)} is not below the timeout of ${formatDuration(timeoutMs)}: nothing beyond it is ever measured`;
  throw flagError(where, message, `add --timeout ${formatDuration(limit.value * 2)}, or lower the limit`);
}
