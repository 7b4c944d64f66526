import type { z } from 'zod';

export type Issue = z.core.$ZodIssue;

/**
 * Of the forms that a value may have, the one that it most likely was meant to have: the right kind of YAML node first, then the
 * fewest complaints.
 */
export function chooseBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  let best: readonly Issue[] = [];
  let bestCost = Infinity;
  for (const issues of branches) {
    const cost = issues.reduce((sum, issue) => sum + costOf(issue), 0);
    if (issues.length > 0 && cost < bestCost) [best, bestCost] = [issues, cost];
  }
  return best;
}

function costOf(issue: Issue): number {
  if (issue.path.length === 0 && issue.code === 'invalid_type') return 100;
  return issue.code === 'unrecognized_keys' ? issue.keys.length : 1;
}
