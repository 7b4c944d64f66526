/** The library that stands before these files in the page's script. */
declare const uPlot: typeof import('uplot');

type UPlot = import('uplot');

/** What `page-data.ts` wrote. −1 stands for a percentile among the failures. */
interface PageData {
  readonly frame: FrameData;
  readonly spans: readonly { readonly from: readonly number[]; readonly width: readonly number[] }[];
  readonly charts: readonly ChartData[];
  readonly heats: readonly HeatData[];
  readonly percentiles: readonly PercentileData[];
}

interface FrameData {
  readonly fromS: number;
  readonly toS: number;
  readonly phases: readonly { readonly name: string; readonly fromS: number; readonly toS: number }[];
  readonly faults: readonly { readonly label: string; readonly fromS: number; readonly toS: number }[];
  readonly holds: readonly { readonly fromS: number; readonly toS: number }[];
  readonly marks: readonly { readonly label: string; readonly atS: number }[];
}

interface LineData {
  readonly label: string;
  readonly colour: number;
  readonly dash: string;
  readonly fill: boolean;
  readonly values: readonly (number | null)[];
}

interface LimitData {
  readonly label: string;
  readonly value: number;
  /** On the x axis; without it, the limit is one of all values. */
  readonly from?: number | null;
}

interface ChartData {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly scale: 'linear' | 'log';
  readonly min: number;
  readonly max: number;
  readonly limits: readonly LimitData[];
  readonly lines: readonly LineData[];
  readonly spans: number;
}

interface HeatData {
  readonly id: string;
  readonly edgesMs: readonly number[];
  /** From, to, total, failed, then row and count of each filled cell. */
  readonly columns: readonly (readonly number[])[];
}

interface PercentileData {
  readonly id: string;
  readonly title: string;
  readonly shares: readonly number[];
  readonly minMs: number;
  readonly maxMs: number;
  readonly lines: readonly LineData[];
  readonly limits: readonly { readonly label: string; readonly value: number; readonly share: number | null }[];
}
