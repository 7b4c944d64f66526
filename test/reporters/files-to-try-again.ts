/** What became of a test file whose tests did not all pass. */
export interface FailedFile {
  readonly path: string;
  readonly crashed: boolean;
  /** Share of the machine's CPU that its host took during what failed of it, 0–1; `null` where that is not known. */
  readonly stolen: number | null;
}

/** From here on the host has made tests fail that wait for anything: a run of a load says "generator limited" then, and is right. */
const DISTURBED = 0.1;
/** More than so many are no accident. */
const MOST_FILES = 6;

/**
 * Why each of the failed files deserves one more try: its process crashed, or the machine's host took much of its CPU meanwhile.
 * `null` where one of them has no such excuse, or they are too many: then the tests have failed.
 */
export function excusesOf(failed: readonly FailedFile[]): ReadonlyMap<string, string> | null {
  if (failed.length === 0 || failed.length > MOST_FILES) return null;
  const excuses = failed.map(({ path, crashed, stolen }): readonly [string, string] | null => {
    if (crashed) return [path, 'its process crashed'];
    if (stolen !== null && stolen >= DISTURBED) return [path, `the host took ${(100 * stolen).toFixed(0)} % of the CPU meanwhile`];
    return null;
  });
  return excuses.includes(null) ? null : new Map(excuses.filter((excuse) => excuse !== null));
}
