/** Something wrong with a manifest. Free of secrets. */
export interface ManifestProblem {
  readonly file: string;
  /** 1-based. Where a `--set` is at fault: the place in the file that it replaced, or would have stood in. */
  readonly line: number;
  readonly column: number;
  /** How many characters of that line are meant; at least 1. */
  readonly length: number;
  /** The flag at fault, `--set load.0.rate=5`, or `null` for what stands in the file. */
  readonly flag: string | null;
  /** `experiment.yaml:12:7`, or the flag. */
  readonly where: string;
  readonly message: string;
  /** What to write instead, or what to do. */
  readonly suggestion: string | null;
}
