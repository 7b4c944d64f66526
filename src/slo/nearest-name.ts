/** The name that was probably meant: an alias from another tool, else the nearest by edits, where that is near; `null` else. */
export function nearestName(text: string, names: readonly string[], aliases: Readonly<Record<string, string>> = {}): string | null {
  const lower = text.toLowerCase();
  if (Object.hasOwn(aliases, lower)) return aliases[lower] ?? null;
  let best: string | null = null;
  let bestEdits = Math.floor(Math.max(3, text.length) / 3) + 1;
  for (const name of names) {
    const edits = editDistance(lower, name);
    if (edits < bestEdits) [best, bestEdits] = [name, edits];
  }
  return best;
}

/** Levenshtein's: insertions, deletions and substitutions from `a` to `b`. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8) return Infinity;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitute = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitute));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
