import type { SloExpression } from '../../slo/slo-expression.ts';
import { formatDuration } from '../../units/duration.ts';
import { findNode } from '../source/find-node.ts';
import type { SourcePath } from '../source/source-node.ts';
import type { Checker } from './checker.ts';
import { valuesOf } from './manifest-parts.ts';
import type { LoadRefs } from './reference-schemas.ts';

/** No answer takes longer than the timeout: a limit beyond it could never be missed by an answer. */
export function checkLimit(check: Checker, expression: SloExpression, path: SourcePath, load: string | null): void {
  const { metric, limit } = expression;
  // These are times of a phase, not of a request.
  if (metric.kind === 'longest_outage' || metric.kind === 'time_to_first_failure') return;
  if (metric.kind === 'recovery_time' || metric.kind === 'outage_to_recovery') {
    if (metric.condition !== null) checkLimit(check, metric.condition, path, load);
    return;
  }
  if (limit.unit !== 'ms') return;
  for (const { part, value } of valuesOf(check.parts.load)) {
    const longest = longestTimeout(value);
    if ((load !== null && value.name !== load) || limit.value < longest) continue;
    const written = value.steps !== undefined || findNode(check.parts.root, [...part.path, 'expect', 'timeout']) !== null;
    const of = value.steps === undefined ? 'the timeout' : 'the timeouts of all steps';
    const message = `the limit of ${formatDuration(limit.value)} is not below ${of} of \`${value.name}\` (${formatDuration(longest)}${written ? '' : ' by default'}): nothing beyond the timeout is ever measured`;
    check.at(path, message, `set \`load[].expect.timeout\` above ${formatDuration(limit.value)}, or lower the limit`);
  }
}

/** The longest response time that can be measured: of a flow, all of its steps together. */
function longestTimeout({ expect, requests, steps }: LoadRefs): number {
  if (steps !== undefined) return steps.reduce((sum, step) => sum + (step.expect.timeout ?? expect.timeout), 0);
  if (requests !== undefined) return Math.max(...requests.map((one) => one.expect.timeout ?? expect.timeout));
  return expect.timeout;
}
