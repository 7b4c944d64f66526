import { parseQuantity, type QuantityGrammar, type UnitResult } from './parse-quantity.ts';

const GRAMMAR: QuantityGrammar = {
  what: 'a percentage',
  units: { '%': { power: -2, times: 1 } },
  aliases: { percent: '%', pct: '%', ' %': '%' },
  assumed: () => '%',
  examples: '`99.9%`, `50%`',
};

/** What `parsePercentage` accepts, for the JSON Schema. */
export const PERCENTAGE_PATTERN = String.raw`\d+(\.\d+)?%`;

/** The ratio: `99.9%` is exactly 0.999. More than `100%` is refused. */
export function parsePercentage(text: string): UnitResult {
  const parsed = parseQuantity(text, GRAMMAR);
  if (parsed.ok && parsed.value > 1) return { ok: false, message: `\`${text}\` is more than 100%`, suggestion: null };
  if (parsed.ok || parsed.suggestion === null) return parsed;
  const bare = Number(text);
  return bare > 0 && bare < 1 ? { ...parsed, suggestion: formatPercentage(bare) } : parsed;
}

/** A change or a multiple: `+20%` is 0.2, `-5%` −0.05, `150%` 1.5. */
export function parseSignedPercentage(text: string): UnitResult {
  const sign = /^[+-]/u.exec(text)?.[0] ?? '';
  const parsed = parseQuantity(text.slice(sign.length), GRAMMAR);
  if (parsed.ok) return { ok: true, value: sign === '-' && parsed.value !== 0 ? -parsed.value : parsed.value };
  return { ...parsed, suggestion: parsed.suggestion === null ? null : sign + parsed.suggestion };
}

/** `+20%`, `-5%`. */
export function formatSignedPercentage(ratio: number): string {
  return `${ratio < 0 ? '' : '+'}${formatPercentage(ratio)}`;
}

/** `99.9%` of 0.999. */
export function formatPercentage(ratio: number): string {
  return `${Number((ratio * 100).toFixed(6))}%`;
}
