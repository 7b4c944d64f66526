import { formatDuration } from '../units/duration.ts';
import { DEFAULT_CONFIDENCE } from './slo-options.ts';
import type { SloOptions } from './slo-options.ts';

/** What differs from the defaults, as `--slo` reads it after `with`: `phase=baseline, confidence=off`. Empty: nothing does. */
export function formatSloOptions(options: SloOptions): string {
  const { phase, where, window, minSamples, confidence, steady, onBreach, graceMs } = options;
  const parts = [
    ...(phase === null ? [] : [`phase=${phase}`]),
    ...(where?.endpoint == null ? [] : [`endpoint=${JSON.stringify(where.endpoint)}`]),
    ...(where?.outcome == null ? [] : [`outcome=${where.outcome}`]),
    ...(where?.status == null ? [] : [`status=${where.status}`]),
    ...(window === null ? [] : [`window=${formatDuration(window.sizeMs)}`, ...(window.mode === 'any' ? ['mode=any'] : [])]),
    ...(minSamples === null ? [] : [`minSamples=${minSamples}`]),
    ...(confidence === DEFAULT_CONFIDENCE ? [] : [`confidence=${confidence === null ? 'off' : String(confidence)}`]),
    ...(steady ? ['steady'] : []),
    ...(onBreach === 'fail' ? [] : [`onBreach=${onBreach}`]),
    ...(graceMs === 0 ? [] : [`grace=${formatDuration(graceMs)}`]),
  ];
  return parts.join(', ');
}
