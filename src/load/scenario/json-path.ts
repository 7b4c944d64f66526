/**
 * The part of JSONPath (RFC 9535) that names places: `$`, `.name`, `['name']`, `[0]`, `[-1]`, `[*]`, `.*`, and `..name` for any
 * depth. No slices, no filters: what an answer is checked for needs none, and without them the work is bounded by the document.
 */
export type JsonPath = readonly Step[];

type Step =
  | { readonly kind: 'name'; readonly name: string; readonly deep: boolean }
  | { readonly kind: 'index'; readonly index: number; readonly deep: boolean }
  | { readonly kind: 'all'; readonly deep: boolean };

/** `null`: not a path of this kind. */
export function parseJsonPath(text: string): JsonPath | null {
  if (!text.startsWith('$')) return null;
  const steps: Step[] = [];
  let at = 1;
  while (at < text.length) {
    const next = stepAt(text, at);
    if (next === null) return null;
    steps.push(next.step);
    at = next.to;
  }
  return steps;
}

function stepAt(text: string, from: number): { readonly step: Step; readonly to: number } | null {
  const deep = text.startsWith('..', from);
  const dot = deep || text[from] === '.';
  const at = deep ? from + 2 : dot ? from + 1 : from;
  const rest = text.slice(at);
  if (dot) {
    const word = /^(?:\*|[\p{L}_][\p{L}\p{N}_-]*)/u.exec(rest)?.[0];
    if (word !== undefined)
      return { step: word === '*' ? { kind: 'all', deep } : { kind: 'name', name: word, deep }, to: at + word.length };
    if (!deep) return null;
  }
  const bracket = /^\[\s*(?:(-?\d+)|(\*)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\]/u.exec(rest);
  if (bracket === null) return null;
  const [whole, index, star, single, double] = bracket;
  const to = at + whole.length;
  if (index !== undefined) return { step: { kind: 'index', index: Number(index), deep }, to };
  if (star !== undefined) return { step: { kind: 'all', deep }, to };
  return { step: { kind: 'name', name: (single ?? double ?? '').replaceAll(/\\(.)/gu, '$1'), deep }, to };
}

/** All values there, in the order of the document. */
export function valuesAt(path: JsonPath, document: unknown): unknown[] {
  let found: unknown[] = [document];
  for (const step of path) {
    found = (step.deep ? withDescendants(found) : found).flatMap((value) => childrenOf(value, step));
  }
  return found;
}

function childrenOf(value: unknown, step: Step): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  switch (step.kind) {
    case 'all':
      return Object.values(value);
    case 'index': {
      if (!Array.isArray(value)) return [];
      const at = step.index < 0 ? value.length + step.index : step.index;
      return at >= 0 && at < value.length ? [value[at]] : [];
    }
    case 'name':
      return !Array.isArray(value) && Object.hasOwn(value, step.name) ? [Reflect.get(value, step.name)] : [];
    default:
      return step satisfies never;
  }
}

/**
 * Without recursion: a document may be nested deeper than the stack is. Each value once, however many of `roots` it lies in, or
 * `$..a..b` would take the square of the document's depth.
 */
function withDescendants(roots: readonly unknown[]): unknown[] {
  const all: unknown[] = [];
  const seen = new Set<object>();
  const open = roots.toReversed();
  while (open.length > 0) {
    const next = open.pop();
    const isNest = typeof next === 'object' && next !== null;
    if (isNest && seen.has(next)) continue;
    all.push(next);
    if (!isNest) continue;
    seen.add(next);
    const inner: unknown[] = Object.values(next);
    // Not `push(...inner)`: a list may be longer than a call can have arguments.
    for (let at = inner.length - 1; at >= 0; at--) open.push(inner[at]);
  }
  return all;
}
