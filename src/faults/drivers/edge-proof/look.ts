import { formatPercentage } from '../../../units/percentage.ts';
import type { Proof } from '../../fault-driver.ts';

/** What one connection through an edge met, seen beside one past it. */
export interface Look {
  /** `null`: nobody can tell, and `detail` says why. */
  readonly hit: boolean | null;
  readonly value: number | null;
  readonly unit: string;
  /** `api-to-db (db): 98 kB/s, 4,100 kB/s past the fault`. */
  readonly detail: string;
}

/** What is measured, and on what, in words. */
export interface LookWords {
  readonly what: string;
  readonly each: 'connections' | 'requests';
}

/** Looks at once: enough that a machine is not asked for all of them together. */
const AT_ONCE = 4;
const MOST_LOOKS = 64;
/** How seldom chance alone may leave every look unhit. */
const CHANCE = 1e-4;

/** How many connections it takes to see a fault that meets a share of them: (1 − share)ⁿ ≤ 1e-4. */
export function looksFor(share: number): number {
  return share >= 1 ? 1 : Math.min(MOST_LOOKS, Math.ceil(Math.log(CHANCE) / Math.log(1 - share)));
}

export async function lookOften(count: number, look: () => Promise<Look>): Promise<Look[]> {
  // The first of many at once would measure how both ends wake up.
  if (count > 1) await look();
  const looks: Look[] = [];
  while (looks.length < count) looks.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - looks.length) }, look))));
  return looks;
}

/** Proven when every edge shows it: each look where all connections are meant, else about that share of them (four standard errors). */
export function hitProof(what: LookWords, edges: readonly (readonly Look[])[], share: number): Proof {
  return proofOf(what, edges, (looks) => {
    if (looks.some(({ hit }) => hit === null)) return false;
    const ratio = looks.filter(({ hit }) => hit).length / looks.length;
    if (share >= 1) return ratio === 1;
    const tolerance = 4 * Math.sqrt((share * (1 - share)) / looks.length) + 1 / looks.length;
    return ratio > 0 && Math.abs(ratio - share) <= tolerance;
  });
}

/** Proven when no look on any edge was hit. */
export function unhitProof(what: LookWords, edges: readonly (readonly Look[])[]): Proof {
  return proofOf(what, edges, (looks) => looks.every(({ hit }) => hit === false));
}

function proofOf({ what, each }: LookWords, edges: readonly (readonly Look[])[], holds: (looks: readonly Look[]) => boolean): Proof {
  const shown = edges.find((looks) => !holds(looks)) ?? edges[0] ?? [];
  const example = shown.find(({ hit }) => hit === null) ?? shown.find(({ hit }) => hit) ?? shown[0];
  const hits = shown.filter(({ hit }) => hit).length;
  const counted = shown.length > 1 ? `${hits} of ${shown.length} ${each} (${formatPercentage(hits / shown.length)}); ` : '';
  return {
    proven: edges.length > 0 && edges.every((looks) => looks.length > 0 && holds(looks)),
    what,
    value: example?.value === null || example === undefined ? null : Math.round(example.value * 1_000) / 1_000,
    unit: example?.unit ?? null,
    detail: example === undefined ? 'no edge to look at' : `${counted}${example.detail}`,
  };
}
