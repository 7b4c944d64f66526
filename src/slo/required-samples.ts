import type { Comparison, SloExpression } from './slo-expression.ts';

/** ln(α/2) at two-sided 95 %: the Clopper-Pearson bound with no arrival on the wrong side is 1 − (α/2)^(1/n). */
const LN_HALF_ALPHA = Math.log(0.025);
/** z² at two-sided 95 %: the Wilson score bound with no arrival on the wrong side is n ÷ (n + z²). */
const Z_SQUARED = 1.959963984540054 ** 2;

/**
 * The fewest arrivals with which a two-sided 95 % interval could still say *pass*, if every one of them did well; 0 where no such
 * notion applies (mean, max, counts, times). A lower bound: one bad arrival raises it.
 *
 * A percentile is a proportion against 1 − N, exact binomial (Clopper and Pearson, Biometrika 26, 1934): n ≥ ln(0.025) ÷ ln(N), so
 * 72 / 368 / 3,688 / 36,887 for p95 / p99 / p99.9 / p99.99. Rates use the score interval (Wilson, JASA 22, 1927):
 * n ≥ z²·q ÷ (1 − q), so 3,838 for 99.9 %. A rate of 100 % can be refuted, never shown for more than the arrivals seen: 1.
 */
export function requiredSamples(expression: SloExpression): number {
  const { metric, comparison, limit } = expression;
  switch (metric.kind) {
    case 'percentile': {
      const under = metric.perTenThousand / 10_000;
      return atLeastOne(LN_HALF_ALPHA / Math.log(isUpper(comparison) ? under : 1 - under));
    }
    case 'success_rate':
      return forRate(isUpper(comparison) ? 1 - limit.value : limit.value);
    case 'error_rate':
      return forRate(isUpper(comparison) ? 1 - limit.value : limit.value);
    case 'mean':
    case 'max':
    case 'achieved_rate':
    case 'dropped':
    case 'recovery_time':
      return 0;
    default:
      return metric satisfies never;
  }
}

/** The limit is one that the value must stay under. */
function isUpper(comparison: Comparison): boolean {
  return comparison === '<' || comparison === '<=';
}

/** Arrivals, all on the right side, that put the lower bound of their share at or above `share`. */
function forRate(share: number): number {
  return share >= 1 ? 1 : atLeastOne((Z_SQUARED * share) / (1 - share));
}

/** A hair of tolerance: 0.999 ÷ (1 − 0.999) is not quite 999. */
function atLeastOne(n: number): number {
  return Math.max(1, Math.ceil(n - 1e-9));
}
