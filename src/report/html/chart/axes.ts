import { inMebibytes } from '../../words/mebibytes.ts';
import type { ChartUnit, TimeChart } from './time-chart.ts';

export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const PLOT: Plot = { width: 960, height: 236, left: 58, right: 14, top: 24, bottom: 26 };

export type Scale = (value: number) => number;

export function linear(from: number, to: number, start: number, end: number): Scale {
  const span = to - from || 1;
  return (value) => start + ((value - from) / span) * (end - start);
}

/** Values at or below 0 stand at the lower end. */
export function logarithmic(from: number, to: number, start: number, end: number): Scale {
  const base = Math.log10(from);
  const span = Math.log10(to) - base || 1;
  return (value) => (value <= from ? start : start + ((Math.log10(value) - base) / span) * (end - start));
}

export function yScale({ scale, min, max }: Pick<TimeChart, 'scale' | 'min' | 'max'>, plot: Plot): Scale {
  const make = scale === 'log' ? logarithmic : linear;
  return make(min, max, plot.height - plot.bottom, plot.top);
}

const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
const MOST_TICKS = 11;

export function timeTicks(fromS: number, toS: number): number[] {
  const step = TIME_STEPS_S.find((candidate) => (toS - fromS) / candidate <= MOST_TICKS) ?? 28_800;
  const first = Math.ceil(fromS / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((toS - first) / step) + 1) }, (_, index) => first + index * step);
}

/** `0:07`, `12:30`, `1:02:00`. */
export function clockText(totalS: number): string {
  const seconds = Math.round(totalS);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

export function valueTicks({ scale, min, max }: Pick<TimeChart, 'scale' | 'min' | 'max'>): number[] {
  if (scale === 'linear') return [0, 0.25, 0.5, 0.75, 1].map((share) => min + (max - min) * share);
  const ticks: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(min)); power <= max; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power >= min * 0.999 && step * power <= max * 1.001) ticks.push(step * power);
  }
  return ticks.length <= 8 ? ticks : ticks.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-6);
}

/** Of an axis: short. */
export function tickText(value: number, unit: ChartUnit): string {
  const short = Number(value.toPrecision(3));
  switch (unit) {
    case 'ms':
      return value >= 1000 ? `${Number((value / 1000).toPrecision(3))} s` : `${short} ms`;
    case 'per_second':
      return `${thousands(short)}/s`;
    case 'count':
    case 'cores':
      return thousands(short);
    case 'bytes':
      return inMebibytes(value);
    case 'ratio':
      return `${Number((value * 100).toPrecision(3))}%`;
    default:
      return unit satisfies never;
  }
}

function thousands(value: number): string {
  return value >= 10_000 ? `${Number((value / 1000).toPrecision(3))}k` : String(value);
}

/** Coordinates need no more than a tenth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
