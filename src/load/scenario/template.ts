import { TEMPLATE } from '../../manifest/template.ts';

/** Finds what `{{source.part}}` stands for; `undefined`: nothing. */
export type LookUp = (source: string, part: string) => unknown;

/** Makes a value fit for the place where its template stands. */
export type Escape = (value: unknown) => string;

/** A place in a text that each arrival fills in. */
export interface Hole {
  readonly source: string;
  readonly part: string;
  readonly escape: Escape;
}

/** A text taken apart once, so that filling it in is nothing but joining. Its fixed pieces and its holes, in order. */
export class Template {
  readonly pieces: readonly (string | Hole)[];
  /** The whole text where there is nothing to fill in. */
  readonly fixed: string | null;

  constructor(pieces: readonly (string | Hole)[]) {
    this.pieces = joined(pieces);
    const texts = this.pieces.filter((piece) => typeof piece === 'string');
    this.fixed = texts.length === this.pieces.length ? texts.join('') : null;
  }

  get holes(): readonly Hole[] {
    return this.pieces.filter((piece) => typeof piece !== 'string');
  }

  /** @throws MissingValue for a hole that nothing fills */
  render(lookUp: LookUp): string {
    if (this.fixed !== null) return this.fixed;
    let text = '';
    for (const piece of this.pieces) text += typeof piece === 'string' ? piece : fill(piece, lookUp);
    return text;
  }
}

/** A hole that nothing fills. */
export class MissingValue extends Error {
  override readonly name = 'MissingValue';
}

/** @param around what the fixed text itself goes through, once */
export function textTemplate(text: string, escape: Escape, around: (fixed: string) => string = (fixed) => fixed): Template {
  const pieces: (string | Hole)[] = [];
  let from = 0;
  for (const match of text.matchAll(TEMPLATE)) {
    const { name: source = '', part } = match.groups ?? {};
    if (part === undefined) continue;
    pieces.push(around(text.slice(from, match.index)), { source, part, escape });
    from = match.index + match[0].length;
  }
  return new Template([...pieces, around(text.slice(from))]);
}

function fill({ source, part, escape }: Hole, lookUp: LookUp): string {
  const value = lookUp(source, part);
  if (value === undefined) throw new MissingValue(`nothing fills {{${source}.${part}}}`);
  return escape(value);
}

function joined(pieces: readonly (string | Hole)[]): (string | Hole)[] {
  const all: (string | Hole)[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (piece === '') continue;
    if (typeof piece === 'string' && typeof last === 'string') all[all.length - 1] = last + piece;
    else all.push(piece);
  }
  return all;
}
