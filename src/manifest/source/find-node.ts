import type { SourceEntry, SourceNode, SourcePath } from './source-node.ts';

/** The node at a path of keys and indexes, or `null`. */
export function findNode(root: SourceNode, path: SourcePath): SourceNode | null {
  let node: SourceNode | null = root;
  for (const step of path) node = node === null ? null : child(node, step);
  return node;
}

/** The last node on the way to `path` that exists. */
export function findNearest(root: SourceNode, path: SourcePath): SourceNode {
  let node = root;
  for (const step of path) {
    const next = child(node, step);
    if (next === null) return node;
    node = next;
  }
  return node;
}

/** The entry, key included, that ends a path of keys. */
export function findEntry(root: SourceNode, path: SourcePath): SourceEntry | null {
  const parent = findNode(root, path.slice(0, -1));
  return parent?.kind === 'map' ? (parent.entries.find(({ key }) => key === path.at(-1)) ?? null) : null;
}

/** Every node under `root`, itself included, with its path. */
export function* walk(root: SourceNode, path: SourcePath = []): Generator<readonly [SourceNode, SourcePath]> {
  yield [root, path];
  if (root.kind === 'map') for (const { key, value } of root.entries) yield* walk(value, [...path, key]);
  if (root.kind === 'list') for (const [index, item] of root.items.entries()) yield* walk(item, [...path, index]);
}

function child(node: SourceNode, step: string | number): SourceNode | null {
  switch (node.kind) {
    case 'map':
      return node.entries.find(({ key }) => key === String(step))?.value ?? null;
    case 'list':
      return typeof step === 'number' ? (node.items[step] ?? null) : null;
    case 'scalar':
      return null;
    default:
      return node satisfies never;
  }
}
