import type { SourcePlace } from '../source/source-node.ts';

/** A problem before it has a file, an excerpt and its secrets removed. */
export interface DraftProblem {
  readonly place: SourcePlace;
  readonly message: string;
  readonly suggestion: string | null;
}

/** Collects problems, so that a pass can report all it finds and go on. */
export class ProblemList {
  readonly #drafts: DraftProblem[] = [];

  add(place: SourcePlace, message: string, suggestion: string | null = null): void {
    this.#drafts.push({ place, message, suggestion });
  }

  get isEmpty(): boolean {
    return this.#drafts.length === 0;
  }

  /** In the order of the file, `--set` first, without exact repetitions. */
  sorted(): readonly DraftProblem[] {
    const seen = new Set<string>();
    return this.#drafts
      .filter(({ place, message }) => {
        const key = `${place.override ?? ''}:${place.line}:${place.column}:${message}`;
        return !seen.has(key) && seen.add(key) !== undefined;
      })
      .toSorted((a, b) => rank(a.place) - rank(b.place) || a.place.line - b.place.line || a.place.column - b.place.column);
  }
}

function rank(place: SourcePlace): number {
  return place.override === null ? 1 : 0;
}
