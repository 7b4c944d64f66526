import type { Proof } from '../faults/fault-driver.ts';
import { formatCount, formatMs } from './text/format-measure.ts';

/** The observer's own sentence, or the bare number where it has none. */
export function proofWords(proof: Proof): string {
  return proof.detail === '' ? measuredWords(proof) : proof.detail;
}

/** The number alone: `+201 ms measured`; what was looked at where there is no number. */
export function measuredWords({ what, value, unit }: Proof): string {
  if (value === null) return what;
  const sign = what.startsWith('added') && value >= 0 ? '+' : '';
  const number = unit === 'ms' ? formatMs(value) : `${formatCount(value)}${unit === null ? '' : ` ${unit}`}`;
  return `${sign}${number} measured`;
}
