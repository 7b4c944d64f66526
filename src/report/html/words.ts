import { formatMeasured } from '../../slo/format-measured.ts';
import type { SloRow } from '../report.ts';

/** `12,345`. */
export function countText(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/gu, ',');
}

export function msText(ms: number | null): string {
  return ms === null ? '–' : formatMeasured(ms, 'ms');
}

export function shareText(ratio: number | null): string {
  return ratio === null ? '–' : formatMeasured(ratio, 'ratio');
}

export function rateText(perSecond: number): string {
  return `${perSecond >= 1000 ? countText(perSecond) : Number(perSecond.toFixed(1))}/s`;
}

/** A place on the timeline: `+12.3 s`. */
export function offsetText(ms: number): string {
  const seconds = ms / 1000;
  return `${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(1)} s`;
}

/** `34 s`, `12 min 5 s`, `8 h 0 min`. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${Number((ms / 1000).toFixed(1))} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function phaseText(phase: SloRow['phase']): string {
  return phase === 'all' ? 'whole run' : phase;
}
