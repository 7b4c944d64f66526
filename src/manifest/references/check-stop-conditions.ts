import { notKnownBySecond } from '../../slo/known-by-second.ts';
import type { Checker } from './checker.ts';
import { checkLimit } from './check-limit.ts';
import { valuesOf } from './manifest-parts.ts';

/** What stops a run must be known while it runs. */
export function checkStopConditions(check: Checker): void {
  for (const { part, value } of valuesOf(check.parts.stopConditions)) {
    const { metric } = value.expression;
    checkLimit(check, value.expression, part.path, null);
    if (metric.kind === 'recovery_time') {
      check.at(part.path, '`recovery_time` is known only at the end, so nothing can stop on it', 'use `success_rate` or a percentile');
      continue;
    }
    // Means and maxima of service time come with the timings, every ten seconds: too late, and without their second.
    if ((metric.kind === 'mean' || metric.kind === 'max') && metric.of === 'service_time') {
      check.at(
        part.path,
        `\`${metric.kind}(service_time)\` is not known by the second, so nothing can stop on it`,
        `use \`${metric.kind}(response_time)\`, or a percentile of \`service_time\``,
      );
      continue;
    }
    const why = metric.kind === 'probe' ? null : notKnownBySecond(metric);
    if (why !== null) check.at(part.path, `nothing can stop on it: ${why}`);
  }
}
