import { notKnownBySecond } from './known-by-second.ts';
import { momentOf } from './moment-metric.ts';
import { shareLimitOf } from './share-limit.ts';
import type { SloExpression, SloMetric } from './slo-expression.ts';
import type { SloFilter, SloOptions } from './slo-options.ts';

export interface OptionProblem {
  readonly option: 'where' | 'window' | 'steady' | 'onBreach' | 'grace' | 'phase';
  readonly message: string;
  readonly advice: string;
}

/** Options that say nothing of this metric, or that contradict each other. */
export function optionProblems({ metric, limit, comparison }: SloExpression, options: SloOptions): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const add = (option: OptionProblem['option'], message: string, advice: string): void => void problems.push({ option, message, advice });
  const isShare = shareLimitOf({ metric, limit, comparison }) !== null;
  if (
    options.where !== null &&
    (metric.kind === 'longest_outage' ||
      metric.kind === 'time_to_first_failure' ||
      metric.kind === 'achieved_rate' ||
      metric.kind === 'probe')
  )
    add('where', `\`${metric.kind}\` is not told apart by endpoint, outcome or status`, 'take `where` away');
  const outcome = options.where?.outcome ?? null;
  const foregone = outcome === null ? null : foregoneOf(metric.kind === 'vs_baseline' ? metric.of : metric, outcome);
  if (foregone !== null) add('where', foregone, 'take `outcome` away: it counts all arrivals then');
  const bySecond = options.window === null ? null : notKnownBySecond(metric);
  if (bySecond !== null) add('window', bySecond, 'take `window` away');
  const moment = momentOf({ metric });
  if (options.steady && !isShare && moment === null)
    add(
      'steady',
      `only percentiles, rates, means and standard deviations have an interval of a steady state, not \`${metric.kind}\``,
      'take `steady` away',
    );
  else if (options.steady && moment?.of === 'service_time')
    add(
      'steady',
      `\`${moment.kind}(service_time)\` is not known second by second, and so not for a steady state`,
      'use `response_time`, or take `steady` away',
    );
  else if (options.steady && options.confidence === null)
    add('steady', '`steady` is judged by an interval, and `confidence: off` asks for none', 'give a confidence, or take `steady` away');
  else if (options.steady && options.window !== null)
    add('steady', 'windows are compared as they are, and a steady state is not', 'use one of the two');
  if (options.onBreach === 'stop' && !isShare)
    add(
      'onBreach',
      `only a percentile or a rate can stop a run on evidence, not \`${metric.kind}\``,
      'use a stop condition: `stopConditions:`',
    );
  else if (options.onBreach === 'stop' && options.window !== null)
    add('onBreach', 'what stops a run looks at the whole phase so far, not at windows', 'use a stop condition with `for`');
  if (options.graceMs > 0 && options.onBreach !== 'stop')
    add('grace', '`grace` is how long `onBreach: stop` waits before it looks', 'add `onBreach: stop`, or take `grace` away');
  if (options.phase === 'baseline' && metric.kind === 'vs_baseline')
    add('phase', 'the baseline is what it is compared with', 'name the fault or the recovery phase');
  return problems;
}

/** What arrivals of one outcome are whatever the system does, where the metric asks for no more than that; else `null`. */
function foregoneOf(metric: SloMetric, outcome: NonNullable<SloFilter['outcome']>): string | null {
  const always = 'no outcome of the run could decide it: ';
  const isShare =
    metric.kind === 'success_rate' ||
    metric.kind === 'error_budget' ||
    (metric.kind === 'error_rate' && (metric.failure === null || outcome === 'ok'));
  if (isShare)
    return `${always}${outcome === 'ok' ? 'none of the arrivals that were ok failed' : `every arrival of the outcome \`${outcome}\` failed`}`;
  return metric.kind === 'percentile' && outcome !== 'ok' ? `${always}a failure is above every time` : null;
}
