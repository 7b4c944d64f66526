import { TEMPLATE } from '../../manifest/template.ts';
import { asJson, inJsonText } from './escapes.ts';
import { Template, textTemplate, type Hole } from './template.ts';

/** JSON whose texts may hold templates. A text that is one template and nothing else takes the value's own type. */
export function jsonTemplate(value: unknown): Template {
  return new Template(piecesOf(value));
}

function piecesOf(value: unknown): (string | Hole)[] {
  if (typeof value === 'string') return textPieces(value);
  if (Array.isArray(value)) return ['[', ...separated(value.map(piecesOf)), ']'];
  if (typeof value !== 'object' || value === null) return [asJson(value)];
  const entries = Object.entries(value).map(([key, inner]) => [`${JSON.stringify(key)}:`, ...piecesOf(inner)]);
  return ['{', ...separated(entries), '}'];
}

function textPieces(text: string): (string | Hole)[] {
  const [first] = text.matchAll(TEMPLATE);
  const { name: source, part } = first?.groups ?? {};
  if (first?.[0] === text && source !== undefined && part !== undefined) return [{ source, part, escape: asJson }];
  return ['"', ...textTemplate(text, inJsonText, inJsonText).pieces, '"'];
}

function separated(items: readonly (readonly (string | Hole)[])[]): (string | Hole)[] {
  return items.flatMap((pieces, at) => (at === 0 ? [...pieces] : [',', ...pieces]));
}
