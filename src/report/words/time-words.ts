import { formatMeasured } from '../../slo/format-measured.ts';
import type { ResponseTimeStatistics, TimeStatistics } from '../report.ts';

/** `12ms`, or `≥ 2s` of a percentile among the failures: they had at least that time (SEMANTICS: censored). `–` where nothing is known. */
export function timeWords(times: TimeStatistics | ResponseTimeStatistics, name: keyof TimeStatistics): string {
  const ms = times[name];
  if (ms !== null) return formatMeasured(ms, 'ms');
  // Mean and max are of what was answered.
  const isRanked = name !== 'mean' && name !== 'max';
  return isRanked && 'atLeast' in times && times.atLeast !== null ? `≥ ${formatMeasured(times.atLeast, 'ms')}` : '–';
}
