import type { SourceNode } from './source-node.ts';

/** The plain value that a schema can check. A key with nothing after it is `null`. */
export function toValue(node: SourceNode): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, toValue(value)]));
    case 'list':
      return node.items.map(toValue);
    case 'scalar':
      return node.value;
    default:
      return node satisfies never;
  }
}
