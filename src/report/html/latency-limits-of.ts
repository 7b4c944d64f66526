import type { Report } from '../report.ts';

/** The limits that latency SLOs set for a load, each once. */
export function latencyLimitsOf(
  report: Report,
  load: string,
): { readonly label: string; readonly value: number; readonly share: number | null }[] {
  const found = new Map<string, { label: string; value: number; share: number | null }>();
  for (const row of report.slos) {
    if (row.load !== load || row.unit !== 'ms' || row.limit <= 0) continue;
    const match = /^(p([\d.]+)|max|mean)\((?:response|service)_time/u.exec(row.expr);
    if (match === null) continue;
    const [, name = '', percentile] = match;
    const share = percentile === undefined ? null : Number(percentile) / 100;
    found.set(`${name} ${row.limit}`, { label: `${name} limit`, value: row.limit, share });
  }
  return [...found.values()];
}
