/** A chart over the run's time, drawn at build time as SVG and again, with more, by the page's script. */
export interface TimeChart {
  readonly id: string;
  readonly title: string;
  /** What a reader must know to read it. */
  readonly note: string;
  /** What it shows, in a sentence: for those who cannot see it. */
  readonly summary: string;
  readonly unit: ChartUnit;
  readonly scale: 'linear' | 'log';
  /** Of the axis. A value of `failed` is drawn at its upper end. */
  readonly min: number;
  readonly max: number;
  readonly spans: readonly ChartSpan[];
  readonly lines: readonly ChartLine[];
  readonly limits: readonly ChartLimit[];
}

export type ChartUnit = 'ms' | 'per_second' | 'count' | 'cores' | 'bytes' | 'ratio';

/** Seconds of the timeline. */
export interface ChartSpan {
  readonly fromS: number;
  readonly toS: number;
}

export interface ChartLine {
  readonly label: string;
  /** Which of the page's series colours. */
  readonly colour: 1 | 2 | 3 | 4 | 5 | 6;
  /** As in SVG; lines differ in it, too, since colour alone tells some readers nothing. */
  readonly dash: string;
  readonly fill: boolean;
  /** One a span. `failed`: beyond everything that was measured; `null`: no data. */
  readonly values: readonly ChartValue[];
}

export type ChartValue = number | 'failed' | null;

export interface ChartLimit {
  readonly label: string;
  readonly value: number;
}

/** The smallest 1, 2 or 5 times a power of ten that is not below. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999_999) ?? 10 * power;
}

/** The largest 1, 2 or 5 times a power of ten that is not above. */
export function niceFloor(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [5, 2, 1].map((step) => step * power).find((step) => step <= value * 1.000_001) ?? power;
}

/** Less of a logarithmic axis would make hills of noise, and none at all where only failures are to be drawn. */
const LEAST_DECADE = 10;

/** The ends of a logarithmic axis that holds all of `values` with room above them, so that its upper edge is left to the failures. */
export function logRange(values: readonly number[]): Pick<TimeChart, 'min' | 'max'> {
  const positive = values.filter((value) => value > 0);
  const max = niceCeiling(positive.reduce((most, value) => Math.max(most, value), 0) * 1.15);
  const least = positive.reduce((min, value) => Math.min(min, value), Infinity);
  return { min: Math.min(niceFloor(least), max / LEAST_DECADE), max };
}
