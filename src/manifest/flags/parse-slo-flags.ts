import { unfitForClosedModel } from '../../slo/closed-model.ts';
import { parseSloExpression } from '../../slo/parse-slo-expression.ts';
import type { SloExpression } from '../../slo/slo-expression.ts';
import { formatDuration } from '../../units/duration.ts';
import type { SloSpec } from '../experiment.ts';
import { sloIds } from '../slo-id.ts';
import { flagError } from './flag-error.ts';

/** `p99 < 300ms`: of the latency that the model has. */
const SHORT = /^\s*(p\d[\d.]*|mean|max)\s*(?=[<>=≤≥])/u;

/** SLOs as `--slo` has them; a percentile alone is of response time, or in the closed model of service time. Throws a UserError. */
export function parseSloFlags(
  flags: readonly string[],
  { closed, timeoutMs }: { readonly closed: boolean; readonly timeoutMs: number },
): SloSpec[] {
  const expressions = flags.map((text) => {
    const where = `--slo '${text}'`;
    const parsed = parseSloExpression(text.replace(SHORT, closed ? '$1(service_time) ' : '$1(response_time) '));
    if (!parsed.ok) throw flagError(where, parsed.message, "write for instance --slo 'p99 < 300ms' or --slo 'success_rate >= 99.9%'");
    refuseUnfit(parsed.expression, where, closed, timeoutMs);
    return parsed.expression;
  });
  const ids = sloIds(expressions.map((expr) => ({ expr })));
  return expressions.map((expression, index) => ({
    id: ids[index] ?? `slo-${index + 1}`,
    expression,
    phase: null,
    load: null,
    minSamples: null,
    position: null,
  }));
}

function refuseUnfit(expression: SloExpression, where: string, closed: boolean, timeoutMs: number): void {
  const { metric, limit } = expression;
  if (metric.kind === 'recovery_time')
    throw flagError(where, 'without faults there is nothing to recover from', 'use `shakedown run` with a manifest');
  const unfit = closed ? unfitForClosedModel(expression) : null;
  if (unfit !== null) throw flagError(where, unfit, 'use `service_time`, or take --closed away');
  if (limit.unit !== 'ms' || limit.value < timeoutMs) return;
  const message = `the limit of ${formatDuration(limit.value)} is not below the timeout of ${formatDuration(timeoutMs)}: nothing beyond it is ever measured`;
  throw flagError(where, message, `add --timeout ${formatDuration(limit.value * 2)}, or lower the limit`);
}
