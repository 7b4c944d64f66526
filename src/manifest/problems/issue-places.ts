import type { IssueParams } from '../../units/quantity-schema.ts';
import { findEntry, findNearest } from '../source/find-node.ts';
import type { SourceNode, SourcePath, SourcePlace } from '../source/source-node.ts';

/** The key that ends `path`; where the value came from a `--set`, that. `null` where there is no such key. */
export function keyPlace(root: SourceNode, path: SourcePath): SourcePlace | null {
  const entry = path.length === 0 ? null : findEntry(root, path);
  if (entry === null) return null;
  return entry.value.place.override === null ? entry.keyPlace : entry.value.place;
}

/** Where to say that something is missing: the key of the block that lacks it, else the block's first line. */
export function missingPlace(root: SourceNode, path: SourcePath): SourcePlace {
  const place = keyPlace(root, path.slice(0, -1)) ?? findNearest(root, path).place;
  return { ...place, length: Math.min(place.length, 40) };
}

/** The exact columns of a part of a scalar, where source and value agree; else the whole scalar. */
export function spanWithin(node: SourceNode, span: IssueParams['span']): SourcePlace {
  if (span === undefined || node.kind !== 'scalar' || node.textColumn === null || node.place.override !== null) return node.place;
  return { ...node.place, column: node.textColumn + span.offset, length: Math.max(1, span.length) };
}
