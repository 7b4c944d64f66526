import type { LoadRow } from '../report.ts';

/** After counts of a load's requests, which go from its first on, beside others that are of the judged phases. */
export function warmUpWords({ phases: { warmup } }: Pick<LoadRow, 'phases'>): string {
  return warmup === undefined || warmup.count === 0 ? '' : ' (with the warm-up)';
}
