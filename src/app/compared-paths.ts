import { EXIT, UserError } from '../errors/user-error.ts';

export interface ComparedPaths {
  /** Named without a flag. */
  readonly runs: readonly string[];
  readonly base: readonly string[];
  readonly with: readonly string[];
  readonly baseline: string | null;
}

/** Which runs are the base and which are held against it. Throws a UserError (exit 2) for a command line that leaves it open. */
export function groupsOf({ runs, base, with: others, baseline }: ComparedPaths): { base: readonly string[]; with: readonly string[] } {
  if (baseline !== null) {
    if (base.length > 0) throw usage('--base and --baseline are both the base', 'keep one of them');
    const all = [...others, ...runs];
    if (all.length === 0) throw usage('there is no run to hold against the baseline', 'name one or more: compare --baseline <file> <run>…');
    return { base: [], with: all };
  }
  if (base.length > 0 || others.length > 0) {
    if (runs.length > 0)
      throw usage(`${runs.join(', ')}: is this a run of the base, or beside it?`, 'name every run after --base or --with');
    if (base.length === 0) throw usage('there is no base to compare with', 'add --base <run>…, or --baseline <file>');
    if (others.length === 0) throw usage('there is nothing to compare with the base', 'add --with <run>…');
    return { base, with: others };
  }
  const [first, second, ...more] = runs;
  if (first === undefined || second === undefined) throw usage('a comparison takes two runs', 'compare <run> <run>');
  if (more.length > 0) throw usage('which of these runs belong together?', 'name two groups: compare --base <run>… --with <run>…');
  return { base: [first], with: [second] };
}

function usage(message: string, advice: string): UserError {
  return new UserError(message, { exitCode: EXIT.usage, try: advice });
}
