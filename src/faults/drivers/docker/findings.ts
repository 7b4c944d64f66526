import type { Proof } from '../../proof.ts';

/** What was measured of one container: whether it speaks for the claim, the number, and a clause for people. */
export interface Finding {
  readonly holds: boolean;
  readonly value: number | null;
  readonly words: string;
}

/** One proof of what was found of each victim: given only where it holds for all of them. The value is the first one's. */
export function proofOfFindings(what: string, unit: string, findings: readonly Finding[]): Proof {
  const against = findings.find(({ holds }) => !holds);
  const told = against ?? findings[0];
  return {
    proven: against === undefined,
    what,
    value: told?.value ?? null,
    unit,
    detail: against?.words ?? findings.map(({ words }) => words).join('; '),
  };
}
