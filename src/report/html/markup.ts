import { escapeControls } from '../words/escape-controls.ts';

/** HTML or SVG that may stand in a page as it is. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Texts are escaped, markup stands as it is, lists are joined, and nothing stands for `null` and `false`. */
export type Piece = Markup | string | number | null | false | readonly Piece[];

/** Indentation is for whoever reads the code. */
const INDENT = /\n\s+/gu;

/** A piece of a page. Whatever is put in is escaped, for text as for quoted attributes. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(strings.map((part, index) => part.replaceAll(INDENT, '\n') + rendered(pieces[index] ?? null)).join(''));
}

/** For what the tool itself wrote, and nobody else: its own script and style. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function rendered(piece: Piece): string {
  if (piece === null || piece === false) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'number') return String(piece);
  return typeof piece === 'string' ? escapeText(piece) : piece.map(rendered).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters and those that reorder text are spelled out; ends of lines are kept. */
function escapeText(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeControls(line.replaceAll('\t', '  ')).replaceAll(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign))
    .join('\n');
}
