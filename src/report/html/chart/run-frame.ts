import type { Report } from '../../report.ts';

/** What every chart over time shows beside its own data: phases, fault bands, marks. Times in seconds of the timeline. */
export interface RunFrame {
  readonly fromS: number;
  readonly toS: number;
  readonly phases: readonly { readonly name: string; readonly fromS: number; readonly toS: number }[];
  /** From the injection until the fault was proven gone, or to the end. */
  readonly faults: readonly { readonly label: string; readonly fromS: number; readonly toS: number }[];
  /** While an operator held the timeline: its faults undone, its load going on. */
  readonly holds: readonly { readonly fromS: number; readonly toS: number }[];
  readonly marks: readonly RunMark[];
}

export interface RunMark {
  readonly label: string;
  readonly atS: number;
}

export function runFrame(report: Report, marks: readonly RunMark[], lastDataS: number): RunFrame {
  const endMs = report.phases.reduce((end, { toMs }) => Math.max(end, toMs), 0);
  const toS = Math.max(endMs / 1000, lastDataS, 1);
  return {
    fromS: 0,
    toS,
    phases: report.phases.map(({ name, fromMs, toMs }) => ({ name, fromS: fromMs / 1000, toS: toMs / 1000 })),
    faults: report.faults.flatMap(({ id, injectCalledAtMs, goneAtMs }) =>
      injectCalledAtMs === null
        ? []
        : [
            {
              label: id,
              fromS: injectCalledAtMs / 1000,
              toS: goneAtMs === null ? toS : goneAtMs / 1000,
            },
          ],
    ),
    holds: report.operator.holds.map(({ fromMs, toMs }) => ({ fromS: fromMs / 1000, toS: toMs === null ? toS : toMs / 1000 })),
    marks: marks.filter(({ atS }) => atS >= 0 && atS <= toS),
  };
}
