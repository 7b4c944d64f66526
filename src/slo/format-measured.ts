import type { SloUnit } from './slo-expression.ts';

/**
 * A measured value for people: three significant digits, and more where fewer would show it as its limit or as a full 100 %.
 * `612ms`, `1.23s`, `99.97%`, `199/s`, `12`.
 */
export function formatMeasured(value: number, unit: SloUnit, limit: number | null = null): string {
  switch (unit) {
    case 'ms':
      return value >= 1000 ? `${digits(value / 1000, limit === null ? null : limit / 1000)}s` : `${digits(value, limit)}ms`;
    case 'ratio':
      return `${percent(value, limit)}%`;
    case 'per_second':
      return `${digits(value, limit)}/s`;
    case 'count':
      return String(value);
    case 'number':
      return digits(value, limit);
    case 'bytes':
      return bytes(value, limit);
    case 'bytes_per_second':
      return `${bytes(value, limit)}/s`;
    default:
      return unit satisfies never;
  }
}

const SIZES = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

function bytes(value: number, limit: number | null): string {
  const [unit, size] = SIZES.find((one) => value >= one[1]) ?? ['B', 1];
  return `${digits(value / size, limit === null ? null : limit / size)}${unit}`;
}

function digits(value: number, limit: number | null): string {
  for (let significant = 3; significant < 9; significant += 1) {
    const shown = Number(value.toPrecision(significant));
    if (shown !== limit || value === limit) return String(shown);
  }
  return String(value);
}

/** What matters of a rate is how far from 0 % or 100 % it is. */
function percent(ratio: number, limit: number | null): string {
  for (let decimals = 2; decimals < 9; decimals += 1) {
    const shown = Number((ratio * 100).toFixed(decimals));
    const misleads = [0, 1, limit].some((mark) => mark !== null && mark !== ratio && shown === Number((mark * 100).toFixed(decimals)));
    if (!misleads) return String(shown);
  }
  return String(ratio * 100);
}
