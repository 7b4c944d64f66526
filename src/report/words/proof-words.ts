import type { FaultState } from '../../events/fault-state.ts';

/** What an observer measured of a fault. */
export type Proof = NonNullable<FaultState['proof']>;

/** The observer's own sentence, or the bare number where it has none. */
export function proofWords(proof: Proof): string {
  return proof.detail === '' ? measuredWords(proof) : proof.detail;
}

/** What was measured, short: `+201 ms measured`, `exchange unanswered 499 ms`. */
export function measuredWords({ what, value, unit }: Proof): string {
  if (value === null) return what;
  const number = `${Number(value.toPrecision(3))}${unit === null ? '' : ` ${unit}`}`;
  return what.startsWith('added') ? `${value < 0 ? '' : '+'}${number} measured` : `${what} ${number}`;
}
