import type { FaultState } from '../../events/fault-state.ts';

/** What an observer measured of a fault. */
export type Proof = NonNullable<FaultState['proof']>;

/** The observer's own sentence, or the bare number where it has none. */
export function proofWords(proof: Proof): string {
  return proof.detail === '' ? measuredWords(proof) : proof.detail;
}

/** What was measured, short: `+201 ms measured`, `exchange unanswered 499 ms`. */
export function measuredWords(proof: Proof): string {
  const { what, value } = proof;
  if (value === null || !what.startsWith('added')) return whatAndValue(proof, 3);
  return `${value < 0 ? '' : '+'}${withUnit(proof, 3)} measured`;
}

/** `exchange unanswered 499 ms`, `containers frozen: 2`: a unit that is said already is not said again. */
export function whatAndValue(proof: Measured, digits = 4): string {
  const { what, value, unit } = proof;
  if (value === null) return what;
  return unit !== null && what.includes(unit) ? `${what}: ${value}` : `${what} ${withUnit(proof, digits)}`;
}

type Measured = Pick<Proof, 'what' | 'value' | 'unit'>;

function withUnit({ value, unit }: Measured, digits: number): string {
  return `${Number((value ?? 0).toPrecision(digits))}${unit === null ? '' : ` ${unit}`}`;
}
