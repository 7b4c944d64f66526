import type { FaultState } from '../events/fault-state.ts';

/** What an observer measured of a fault. */
export type Proof = NonNullable<FaultState['proof']>;

/** The observer's own sentence, or the bare number where it has none. */
export function proofWords(proof: Proof): string {
  return proof.detail === '' ? measuredWords(proof) : proof.detail;
}

/** The number alone: `+201 ms measured`; what was looked at where there is no number. */
export function measuredWords({ what, value, unit }: Proof): string {
  if (value === null) return what;
  const sign = what.startsWith('added') && value >= 0 ? '+' : '';
  return `${sign}${Number(value.toPrecision(3))}${unit === null ? '' : ` ${unit}`} measured`;
}
