import type { MethodName } from '../report/report.ts';
import { isCensus } from './decide-share.ts';
import { momentOf } from './moment-metric.ts';
import { shareLimitOf } from './share-limit.ts';
import type { SloExpression } from './slo-expression.ts';

/**
 * What a value that no interval decides is: `exact`, a count of this run, where nothing is estimated; `none`, a largest value, for which
 * no interval exists whatever the distribution; `resolution`, a time on the timeline, known to a second or a slot; else `plain`.
 */
export function plainMethod(expression: SloExpression): MethodName {
  const { metric, limit } = expression;
  switch (metric.kind) {
    case 'achieved_rate':
    case 'dropped':
    case 'bytes':
      return 'exact';
    case 'max':
      return 'none';
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'longest_outage':
    case 'time_to_first_failure':
      return 'resolution';
    case 'probe':
      return limit.unit === 'ratio' ? 'exact' : 'none';
    case 'vs_baseline':
      return 'plain';
    case 'percentile':
    case 'success_rate':
    case 'error_rate':
    case 'error_budget':
    case 'mean':
    case 'stddev': {
      const share = shareLimitOf(expression);
      return share !== null && momentOf(expression) === null && isCensus(share) ? 'exact' : 'plain';
    }
    default:
      return metric satisfies never;
  }
}
