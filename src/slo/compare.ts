import type { Comparison } from './slo-expression.ts';

/** `value comparison limit`, as numbers. */
export function compare(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      return comparison satisfies never;
  }
}

/** The limit is one to stay under, not one to reach. */
export function staysUnder(comparison: Comparison): boolean {
  return comparison === '<' || comparison === '<=';
}
