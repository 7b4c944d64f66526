import { build, decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { LoadDelta, LoadListener, LoadReport, OutcomeCell, RequestLeg } from '../../../src/load/load-driver.ts';
import type { PhaseName } from '../../../src/plan/phase.ts';

export interface Counts {
  offered: number;
  sent: number;
  dropped: number;
  neverSent: number;
  completed: number;
  unanswered: number;
  abandoned: number;
  staleRetries: number;
}

/** Everything a load driver reported, summed up. */
export class LoadRecord implements LoadListener {
  readonly reports: LoadReport[] = [];
  readonly lost: { worker: number; reason: string }[] = [];

  onReport(report: LoadReport): void {
    this.reports.push(report);
  }

  onWorkerLost(worker: number, reason: string): void {
    this.lost.push({ worker, reason });
  }

  deltas(phase?: PhaseName): LoadDelta[] {
    return this.reports.flatMap((report) => report.deltas).filter((delta) => phase === undefined || delta.phase === phase);
  }

  cells(phase?: PhaseName): OutcomeCell[] {
    return this.deltas(phase).flatMap((delta) => delta.cells);
  }

  counts(phase?: PhaseName): Counts {
    const sum = { offered: 0, sent: 0, dropped: 0, neverSent: 0, completed: 0, unanswered: 0, abandoned: 0, staleRetries: 0 };
    const keys: (keyof Counts)[] = ['offered', 'sent', 'dropped', 'neverSent', 'completed', 'unanswered', 'abandoned', 'staleRetries'];
    for (const delta of this.deltas(phase)) for (const key of keys) sum[key] += delta[key];
    return sum;
  }

  /** Arrivals by outcome. */
  outcomes(phase?: PhaseName): Record<string, number> {
    const sum: Record<string, number> = {};
    for (const { outcome, count } of this.cells(phase)) sum[outcome] = (sum[outcome] ?? 0) + count;
    return sum;
  }

  /** Of all response bodies. */
  bodyBytes(): number {
    return this.cells().reduce((sum, cell) => sum + (cell.bodyBytes ?? Number.NaN), 0);
  }

  /** Response times of ok arrivals, µs. */
  responseTimes(): Histogram {
    return merged(this.cells().flatMap(({ outcome, histogram }) => (outcome === 'ok' ? [histogram] : [])));
  }

  timings(kind: 'serviceTime' | 'failedServiceTime' | 'dispatchLag' | 'blockedBySystem' | 'blockedByCap'): Histogram {
    return merged(this.reports.flatMap((report) => report.timings.map((timings) => timings[kind].histogram)));
  }

  /** Why arrivals failed, by outcome. */
  details(): Record<string, Record<string, number>> {
    const sum: Record<string, Record<string, number>> = {};
    for (const { outcome, details = {} } of this.cells()) {
      for (const [detail, count] of Object.entries(details)) (sum[outcome] ??= {})[detail] = (sum[outcome][detail] ?? 0) + count;
    }
    return sum;
  }

  leg(leg: RequestLeg): Histogram {
    return merged(this.reports.flatMap((report) => report.timings.map((timings) => timings.legs?.[leg].histogram ?? null)));
  }

  lateAtEnd(): number {
    return this.reports.flatMap((report) => report.health).reduce((sum, health) => sum + health.lateAtEnd, 0);
  }
}

function merged(encoded: readonly (string | null)[]): Histogram {
  const sum = build({ bitBucketSize: 32, autoResize: true, highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3 });
  for (const text of encoded) if (text !== null) sum.add(decodeFromCompressedBase64(text));
  return sum;
}
