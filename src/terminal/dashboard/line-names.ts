/** The private use area of Unicode's basic plane: letters of a single column each. */
const FIRST = 0xe0_00;
const LETTERS = 0x19_00;
const NAMES = /[\u{E000}-\u{F8FF}]/gu;

/** More than any two frames have lines. */
const KEPT = 2_000;

/**
 * A letter for each line of the dashboard. Ink is given the letters, and what it writes is spelled out: lines are fitted already, and Ink
 * would take every one apart and put it together again, letter by letter, in every frame, which was half of what a frame costs.
 */
export interface LineNames {
  /** The same for the same line for as long as it is drawn. */
  of(line: string): string;
  /** What Ink writes, with the lines in place of their names. */
  spell(text: string): string;
}

export function createLineNames(): LineNames {
  const names = new Map<string, string>();
  const lines = new Map<string, string>();
  let given = 0;
  return {
    of(line) {
      const text = line.trimEnd();
      const known = names.get(text);
      if (known !== undefined) return known;
      // Those that Ink still has in mind remain spelled: letters come round again much later.
      if (names.size >= KEPT) names.clear();
      const name = String.fromCodePoint(FIRST + (given++ % LETTERS));
      names.set(text, name);
      lines.set(name, text);
      return name;
    },
    spell: (text) => text.replaceAll(NAMES, (name) => lines.get(name) ?? ''),
  };
}
