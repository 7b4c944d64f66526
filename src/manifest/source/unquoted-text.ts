import { isMap, isPair, isScalar, Scalar, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Positions } from './positions.ts';
import type { SourcePlace } from './source-node.ts';

/** `{{sku}}` without quotes is, to YAML, a map whose key is a map. Returns the text that was meant, or `null`. */
export function readUnquotedTemplate(node: YAMLMap, positions: Positions): string | null {
  const outer = onlyKey(node);
  if (!isMap(outer) || node.flow !== true) return null;
  const inner = onlyKey(outer);
  if (!isScalar(inner) || node.range === null || node.range === undefined) return null;
  return positions.source.slice(node.range[0], node.range[1]).replaceAll(/\s+/gu, '');
}

function onlyKey(node: YAMLMap): unknown {
  const [first, ...more] = node.items;
  return first !== undefined && more.length === 0 && first.value === null ? first.key : null;
}

export interface SplitContext<T> {
  readonly positions: Positions;
  /** The item with its text made whole. */
  readonly replace: (item: T, text: Scalar) => T;
  readonly report: (place: SourcePlace, text: string) => void;
}

/**
 * `{ expr: f(a, hold=10s) < 10s }` and `[f(a, hold=10s) < 10s]` without quotes: YAML splits the text at the comma. Where a text
 * with an open parenthesis is followed by bare texts, they are joined again, so that only the missing quotes are reported.
 */
export function joinSplitExpression<T extends Node | Pair>(
  items: readonly T[],
  { positions, replace, report }: SplitContext<T>,
): readonly T[] {
  const joined: T[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === undefined) continue;
    const first = openText(item);
    let end = i;
    let text = first?.value ?? '';
    while (parenthesesOpen(text) > 0) {
      const next = items[end + 1];
      const more = next === undefined ? null : bareText(next);
      if (more === null) break;
      text = `${text}, ${more}`;
      end++;
    }
    if (first === null || end === i || parenthesesOpen(text) !== 0) {
      joined.push(item);
      continue;
    }
    const [from, to] = first.node.range ?? [0, 0];
    report(positions.at(from, to), text);
    const whole = new Scalar(text);
    whole.type = 'QUOTE_DOUBLE';
    whole.range = first.node.range ?? null;
    joined.push(replace(item, whole));
    i = end;
  }
  return joined;
}

function openText(item: Node | Pair): { readonly node: Scalar; readonly value: string } | null {
  const node = isPair(item) ? item.value : item;
  return isScalar(node) && node.type === 'PLAIN' && typeof node.value === 'string' ? { node, value: node.value } : null;
}

/** A list item, or a key without a value. */
function bareText(item: Node | Pair): string | null {
  const node = isPair(item) ? (item.value === null ? item.key : null) : item;
  return isScalar(node) && node.type === 'PLAIN' ? (node.source ?? null) : null;
}

function parenthesesOpen(text: string): number {
  return text.split('(').length - text.split(')').length;
}
