/** `checkout-20261121-130921-3f9a1c2b`: the experiment, when (UTC, so that names sort across changes of the clock), and the run. */
export function folderName(name: string, now: Date, run: string): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  return `${safe(name)}-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${run}`;
}

/** What is fit for a file name everywhere; the name itself stands in the report. */
function safe(name: string): string {
  const kept = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return kept.slice(0, 80) || 'run';
}
