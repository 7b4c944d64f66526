import type { Random } from './create-random.ts';

/**
 * `count` of `items` (all of them, if there are fewer), without replacement, every subset and order equally likely: the first
 * steps of a Fisher–Yates shuffle (Knuth, TAOCP 2, algorithm P).
 */
export function sample<T>(random: Random, items: readonly T[], count: number): T[] {
  const pool = [...items];
  const drawn: T[] = [];
  while (drawn.length < count && pool.length > 0) {
    const [taken] = pool.splice(random.below(pool.length), 1);
    if (taken !== undefined) drawn.push(taken);
  }
  return drawn;
}

/** All of `items` in a random order. */
export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  return sample(random, items, items.length);
}
