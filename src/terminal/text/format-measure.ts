/** What stands where there is no value. */
export const NO_VALUE = '-';

/** A measured time, three digits that matter: `0.42 ms`, `12.1 ms`, `612 ms`, `1.25 s`; from 100 s on `2:05`. */
export function formatMs(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return NO_VALUE;
  if (Math.abs(ms) < 999.5) return `${significant(ms)} ms`;
  return Math.abs(ms) < 100_000 ? `${significant(ms / 1000)} s` : formatClock(ms);
}

/** A share: `99.93%`, never rounded up to 100% or down to 0%. */
export function formatShare(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return NO_VALUE;
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.005) return '<0.01%';
  if (percent < 100 && percent > 99.995) return '>99.99%';
  return `${Number(percent.toFixed(2))}%`;
}

/** Per second: `200/s`, `199.8/s`. */
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

/** Three significant digits, at most two decimals, no trailing zeros. */
function significant(value: number): string {
  const magnitude = Math.abs(value);
  return String(Number(value.toFixed(magnitude < 10 ? 2 : magnitude < 100 ? 1 : 0)));
}
