import { isAlias, isMap, isNode, isScalar, isSeq, Pair, type Document, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ProblemList } from '../problems/problem-list.ts';
import type { Positions } from './positions.ts';
import type { ScalarValue, SourceEntry, SourceMap, SourceNode, SourcePlace } from './source-node.ts';
import { joinSplitExpression, readUnquotedTemplate } from './unquoted-text.ts';

/** Far above any manifest, far below what a bomb of aliases (each ten of the one before) unfolds to. */
const MAX_NODES = 20_000;
const MAX_DEPTH = 40;

/** Unfolds aliases and keeps places. What cannot be represented is a problem and becomes an empty scalar. */
export function buildSourceTree(document: Document.Parsed, positions: Positions, problems: ProblemList): SourceNode {
  return new TreeBuilder(document, positions, problems).read(document.contents, 0);
}

class TreeBuilder {
  readonly #document: Document.Parsed;
  readonly #positions: Positions;
  readonly #problems: ProblemList;
  #nodes = 0;

  constructor(document: Document.Parsed, positions: Positions, problems: ProblemList) {
    this.#document = document;
    this.#positions = positions;
    this.#problems = problems;
  }

  read(node: Node | null | undefined, depth: number, fallback?: SourcePlace): SourceNode {
    const place = this.#placeOf(node) ?? fallback ?? this.#positions.at(0, 0);
    if (++this.#nodes > MAX_NODES || depth > MAX_DEPTH) {
      // Said once: each further node would say it again.
      if (this.#nodes <= MAX_NODES + 1 || depth === MAX_DEPTH + 1) {
        this.#nodes = MAX_NODES + 1;
        this.#problems.add(place, 'the manifest unfolds to far too much (aliases inside aliases?)');
      }
      return emptyAt(place);
    }
    if (isAlias(node)) return this.#readAlias(node.source, node.resolve(this.#document), depth, place);
    if (isMap(node)) return this.#readMap(node, depth, place);
    if (isSeq(node)) return this.#readList(node, depth, place);
    if (isScalar(node)) return this.#readScalar(node, place);
    return emptyAt(place);
  }

  #readAlias(name: string, target: Node | undefined, depth: number, place: SourcePlace): SourceNode {
    if (target !== undefined) return this.read(target, depth + 1, place);
    this.#problems.add(place, `there is no anchor \`&${name}\` before this alias`, 'put quotes around a text that begins with `*`');
    return emptyAt(place);
  }

  #readMap(node: YAMLMap, depth: number, place: SourcePlace): SourceNode {
    const template = readUnquotedTemplate(node, this.#positions);
    if (template !== null) {
      this.#problems.add(place, 'YAML reads `{{…}}` without quotes as a map', `put quotes around it: \`"${template}"\``);
      return { kind: 'scalar', value: template, source: null, quoted: true, fromEnv: false, textColumn: null, place };
    }
    const entries: SourceEntry[] = [];
    const pairs = joinSplitExpression(node.items, { ...this.#splitContext, replace: ({ key }, text): Pair => new Pair(key, text) });
    for (const pair of pairs) this.#readPair(pair, depth, place, entries);
    return { kind: 'map', entries, place } satisfies SourceMap;
  }

  #readPair(pair: Pair, depth: number, parent: SourcePlace, entries: SourceEntry[]): void {
    const keyNode = isNode(pair.key) ? pair.key : null;
    const keyPlace = this.#placeOf(keyNode) ?? parent;
    if (!isScalar(keyNode) || keyNode.value === '__proto__') {
      this.#problems.add(keyPlace, 'a key must be plain text');
      return;
    }
    const value = this.read(isNode(pair.value) ? pair.value : null, depth + 1, keyPlace);
    const key = sourceOf(scalarValue(keyNode.value), keyNode) ?? String(keyNode.value);
    // Of a duplicate key, which is a problem already, the first stays.
    if (!entries.some((entry) => entry.key === key)) entries.push({ key, keyPlace, value });
  }

  #readList(node: YAMLSeq, depth: number, place: SourcePlace): SourceNode {
    const items = joinSplitExpression(node.items.filter(isNode), { ...this.#splitContext, replace: (_, text): Node => text });
    return { kind: 'list', items: items.map((item) => this.read(item, depth + 1, place)), place };
  }

  #readScalar(node: Scalar, place: SourcePlace): SourceNode {
    const value = scalarValue(node.value);
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' || node.type?.startsWith('BLOCK') === true;
    const [from, to] = node.range ?? [0, 0];
    const written = this.#positions.source.slice(from, to);
    const indent = written === value ? 0 : written.slice(1, -1) === value && quoted ? 1 : null;
    const textColumn = indent === null ? null : place.column + indent;
    return { kind: 'scalar', value, source: sourceOf(value, node), quoted, fromEnv: false, textColumn, place };
  }

  get #splitContext() {
    const report = (place: SourcePlace, text: string): void =>
      this.#problems.add(place, 'YAML ends this text at the comma', `put quotes around it: \`"${text}"\``);
    return { positions: this.#positions, report };
  }

  #placeOf(node: Node | null | undefined): SourcePlace | null {
    const range = node?.range;
    return range ? this.#positions.at(range[0], range[1]) : null;
  }
}

function emptyAt(place: SourcePlace): SourceNode {
  return { kind: 'scalar', value: null, source: null, quoted: false, fromEnv: false, textColumn: null, place };
}

/** Of what YAML reads as a number or `true`/`false`. */
export function sourceOf(value: ScalarValue, { source }: Pick<Scalar, 'source'>): string | null {
  return typeof value === 'number' || typeof value === 'boolean' ? (source ?? null) : null;
}

function scalarValue(value: unknown): ScalarValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
