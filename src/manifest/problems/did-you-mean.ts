/** The candidate that a slip of the fingers would turn into `word`: at most a third of its letters away. Case is ignored. */
export function closest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** "did you mean `latency`?", or `null` where nothing is close. */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  const found = closest(word, candidates);
  return found === null ? null : `did you mean \`${found}\`?`;
}

/** As `didYouMean`; where nothing is close, the choices themselves. */
export function didYouMeanOrOneOf(word: string, candidates: readonly string[]): string | null {
  return didYouMean(word, candidates) ?? (candidates.length === 0 ? null : `use ${oneOf(candidates)}`);
}

export function oneOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment; Damerau 1964). */
export function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (twoBack[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [twoBack, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}
