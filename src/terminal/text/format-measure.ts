import { formatMeasured } from '../../slo/format-measured.ts';

/** What stands where there is no value. */
export const NO_VALUE = '-';

/** A measured time: `12.1ms`, `1.25s`. */
export function formatMs(ms: number | null): string {
  return ms === null || !Number.isFinite(ms) ? NO_VALUE : formatMeasured(ms, 'ms');
}

/** A share: `99.93%`, with the decimals that keep it from reading 100% or 0%. */
export function formatShare(ratio: number | null): string {
  return ratio === null || !Number.isFinite(ratio) ? NO_VALUE : formatMeasured(ratio, 'ratio');
}

/** Per second, to a tenth: 199.8/s is not 200/s. */
export function formatPerSecond(rate: number | null): string {
  if (rate === null || !Number.isFinite(rate)) return NO_VALUE;
  return rate >= 1000 ? `${formatCount(Math.round(rate))}/s` : `${Number(rate.toFixed(1))}/s`;
}

/** `12,345`: a comma each three digits. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/gu, ',');
}

/** Minutes and seconds for clocks: `0:07`, `12:34`, `1:02:03`. Rounds up, so that 0:00 means over. */
export function formatCountdown(ms: number): string {
  return clock(Math.max(0, Math.ceil(ms / 1000)));
}

/** Minutes and seconds gone: `0:07`. Rounds down. */
export function formatClock(ms: number): string {
  return clock(Math.max(0, Math.floor(ms / 1000)));
}

/** A place on the timeline, for lines and events: `+12.3s`. Before its zero, `-0.4s`. */
export function formatOffset(ms: number): string {
  const seconds = ms / 1000;
  return `${seconds < 0 ? '-' : '+'}${Math.abs(seconds).toFixed(1)}s`;
}

function clock(totalSeconds: number): string {
  const hours = Math.floor(totalSeconds / 3600);
  const minutes = Math.floor((totalSeconds % 3600) / 60);
  const seconds = String(totalSeconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}
