import type { ProblemList } from '../problems/problem-list.ts';

/** What substitution reads, and what it finds. */
export interface SubstitutionScope {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly problems: ProblemList;
  /** Values from the environment that look like secrets are added here. */
  readonly secrets: Set<string>;
  /** Names of variables that something uses are added here. */
  readonly usedVars: Set<string>;
}
