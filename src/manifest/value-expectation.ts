import { compare } from '../slo/compare.ts';
import type { ValueExpectation } from './probe-spec.ts';

const FORM = /^\s*(?<comparison><=|>=|==|!=|<|>)?\s*(?<limit>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$/iu;

/** `< 0.05`, `>= 3`, `5`; `null` for what is no such text. */
export function parseValueExpectation(text: string): ValueExpectation | null {
  const { comparison = '==', limit } = FORM.exec(text)?.groups ?? {};
  const known = COMPARISONS.find((each) => each === comparison);
  if (limit === undefined || known === undefined || !Number.isFinite(Number(limit))) return null;
  return { comparison: known, limit: Number(limit) };
}

const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='] as const satisfies readonly ValueExpectation['comparison'][];

/** NaN is never as expected, not even `!=`: it says that there is no number. */
export function valueHolds({ comparison, limit }: ValueExpectation, value: number): boolean {
  if (Number.isNaN(value)) return false;
  if (comparison === '==') return value === limit;
  if (comparison === '!=') return value !== limit;
  return compare(value, comparison, limit);
}

export function formatValueExpectation({ comparison, limit }: ValueExpectation): string {
  return `${comparison} ${limit}`;
}
