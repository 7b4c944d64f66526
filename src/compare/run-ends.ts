import { holmAdjusted } from '../stats/holm.ts';
import { ALPHA } from './compare-groups.ts';
import type { ComparisonVerdict, EndsOfRuns, GroupEnds } from './comparison.ts';
import { fisherExact } from './fisher-exact.ts';
import type { ComparableReport } from './comparable-run.ts';

/**
 * What a run's end says: `sound`, its numbers stand; `broken`, the system was worse than anybody was willing to watch, which is a fail
 * (exit 4); `lost`, it cannot answer, be that the system's doing or not; `set-aside`, somebody ended, held or refused it.
 */
export type RunEnd = 'sound' | 'broken' | 'lost' | 'set-aside';

/** Reasons for a verdict that leave what was measured standing. */
const SOUND = new Set(['slo-failed', 'slo-undecided', 'nothing-judged']);
const BROKEN = new Set(['stop-condition', 'max-duration', 'probe-lost']);
const SET_ASIDE = new Set(['interrupted', 'held-by-operator', 'refused']);

type Ended = Pick<ComparableReport, 'exitCode' | 'reasons'>;

export function endOf({ exitCode, reasons }: Ended): RunEnd {
  const unsound = reasons.filter(({ code }) => !SOUND.has(code));
  if (unsound.length === 0) return 'sound';
  // What is not undone (5) leaves standing that the system broke the run before.
  if ((exitCode === 4 || exitCode === 5) && unsound.some(({ code }) => BROKEN.has(code))) return 'broken';
  return unsound.some(({ code }) => SET_ASIDE.has(code)) ? 'set-aside' : 'lost';
}

/** Why a run's numbers say nothing of the system, by its own report; `null` when they do. */
export function unsoundness({ exitCode, reasons }: Ended): string | null {
  const unsound = reasons.filter(({ code }) => !SOUND.has(code));
  const told = unsound.find(({ code }) => BROKEN.has(code) && exitCode === 4) ?? unsound[0];
  return told === undefined ? null : `exit ${exitCode}, ${told.code}: ${told.message.split('\n')[0] ?? ''}`;
}

/** How the runs of a group ended. Those set aside count in nothing. */
export function groupEnds(ends: readonly RunEnd[]): GroupEnds {
  const count = (end: RunEnd): number => ends.filter((one) => one === end).length;
  const [sound, broken, lost] = [count('sound'), count('broken'), count('lost')];
  return { runs: sound + broken + lost, broken, lost };
}

/** p of Fisher's exact test on how many runs the system broke; `null` where it broke none, which then is no test (Tarone, Biometrics 46, 1990). */
export function endsP(base: GroupEnds, others: GroupEnds): number | null {
  return base.broken + others.broken === 0 ? null : fisherExact(base.broken, base.runs, others.broken, others.runs);
}

/**
 * Whether more of the second group's runs were broken by the system, held to the same 5 % as all rows (`ps`). More of them, though chance
 * would explain it, and more lost, are no good news: what those runs would have shown is not known.
 */
export function compareEnds(base: GroupEnds, others: GroupEnds, ps: readonly number[]): EndsOfRuns {
  const p = endsP(base, others);
  const pAdjusted = p === null ? null : (holmAdjusted([p, ...ps])[0] ?? null);
  return { base, with: others, p, pAdjusted, verdict: verdictOf(base, others, pAdjusted) };
}

function verdictOf(base: GroupEnds, others: GroupEnds, pAdjusted: number | null): ComparisonVerdict {
  const more = (what: 'broken' | 'lost'): boolean => others[what] * base.runs > base[what] * others.runs;
  const isShown = pAdjusted !== null && pAdjusted <= ALPHA;
  if (more('broken')) return isShown ? 'worse' : 'needs-runs';
  if (more('lost')) return 'needs-runs';
  return isShown ? 'better' : 'no-difference-shown';
}
