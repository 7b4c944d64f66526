import { findNode } from '../source/find-node.ts';
import type { SourcePath } from '../source/source-node.ts';
import type { Part } from './manifest-parts.ts';

/** Where a load entry's requests stand: `request`, or one in each of `requests` or `steps`. */
export function requestPaths({ node, path }: Part<unknown>): SourcePath[] {
  const lone: SourcePath[] = findNode(node, ['request']) === null ? [] : [[...path, 'request']];
  return [...lone, ...['requests', 'steps'].flatMap((list) => within(node, path, list))];
}

function within(node: Part<unknown>['node'], path: SourcePath, list: string): SourcePath[] {
  const items = findNode(node, [list]);
  if (items?.kind !== 'list') return [];
  return items.items.flatMap((item, at) => (findNode(item, ['request']) === null ? [] : [[...path, list, at, 'request']]));
}
