/** Where something stands in the manifest, or which `--set` it came from. Lines and columns are 1-based. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
  /** Of the part on that line; at least 1. */
  readonly length: number;
  /** `--set load.0.rate=5`, or `null` for what stands in the file. */
  readonly override: string | null;
}

export type SourcePath = readonly (string | number)[];

/** The manifest as a tree of values that know where they stand. Aliases are resolved, keys are text. */
export type SourceNode = SourceMap | SourceList | SourceScalar;

export interface SourceMap {
  readonly kind: 'map';
  readonly entries: readonly SourceEntry[];
  readonly place: SourcePlace;
}

export interface SourceEntry {
  readonly key: string;
  readonly keyPlace: SourcePlace;
  readonly value: SourceNode;
}

export interface SourceList {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
  readonly place: SourcePlace;
}

export type ScalarValue = string | number | boolean | null;

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** How a number or `true`/`false` was written, `1.10` or `007`; else `null`. */
  readonly source: string | null;
  readonly quoted: boolean;
  /** The whole scalar was one `${ENV}`: a text that may stand for a number where one is needed. */
  readonly fromEnv: boolean;
  /** Column of the value's first character where the two agree character by character, else `null` (escapes, folds, substitution). */
  readonly textColumn: number | null;
  readonly place: SourcePlace;
}

export interface TextScalar extends SourceScalar {
  readonly value: string;
}

/** A value where text is wanted: as it was written, since `1.10` is not the number 1.1 there. A value that is empty is no text. */
export function textOf({ value, source }: Pick<SourceScalar, 'value' | 'source'>): string {
  return typeof value === 'string' ? value : (source ?? String(value ?? ''));
}

export function isText(node: SourceNode): node is TextScalar {
  return node.kind === 'scalar' && typeof node.value === 'string';
}
