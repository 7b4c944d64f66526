import type { ProcessSpec } from '../manifest/experiment.ts';

/** Groups of services: each may start when those before it are ready. The manifest has been checked: no cycles, no unknown names. */
export function startOrder(specs: readonly ProcessSpec[]): readonly (readonly string[])[] {
  const levels: string[][] = [];
  const placed = new Set<string>();
  let left = specs;
  while (left.length > 0) {
    const free = left.filter((spec) => spec.startAfter.every((name) => placed.has(name)));
    // A cycle would never be free: start what is left together rather than never end.
    const level = (free.length > 0 ? free : left).map((spec) => spec.name);
    levels.push(level);
    for (const name of level) placed.add(name);
    left = left.filter((spec) => !placed.has(spec.name));
  }
  return levels;
}
