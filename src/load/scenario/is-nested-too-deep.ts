/**
 * Lists and objects within one another: no real answer has as many. `JSON.parse` reads a hundred thousand of them, and
 * `JSON.stringify`, which a template needs to fill the value in, throws at a few thousand, as does a clone for another thread.
 */
export const MOST_LEVELS = 500;

/** Level by level, without recursion, and no deeper than it must. */
export function isNestedTooDeep(value: unknown): boolean {
  let level = [value].filter(isNest);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MOST_LEVELS) return true;
    level = level.flatMap((nest): unknown[] => Object.values(nest)).filter(isNest);
  }
  return false;
}

function isNest(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
