import type { LoadListener, LoadReport, PreparedLoad } from '../load/load-driver.ts';

/** Several drivers' loads as one. */
export function combinedLoad(parts: readonly PreparedLoad[]): PreparedLoad {
  const all = async (act: (part: PreparedLoad) => Promise<void>): Promise<void> => {
    await Promise.all(parts.map(act));
  };
  return {
    get exhausted() {
      // Of no load at all nothing is ever used up: the phases end by their times.
      return parts.length === 0 ? new Promise<void>(() => {}) : all((part) => part.exhausted);
    },
    begin: (zeroNs, baselineFromMs) => parts.forEach((part) => part.begin(zeroNs, baselineFromMs)),
    setBoundary: (boundary, atMs) => parts.forEach((part) => part.setBoundary(boundary, atMs)),
    snapshot: () => all((part) => part.snapshot()),
    finish: (atMs) => all((part) => part.finish(atMs)),
    abandon: () => all((part) => part.abandon()),
    dispose: () => all((part) => part.dispose()),
  };
}

/** Every driver counts its workers from 0: among `of` drivers, worker w of driver d is w × `of` + d to the listener, and nobody else is. */
export function numberedListener(listener: LoadListener, driver: number, of: number): LoadListener {
  const number = (worker: number): number => worker * of + driver;
  const numbered = <Part extends { readonly worker: number }>(parts: readonly Part[]): Part[] =>
    parts.map((part) => ({ ...part, worker: number(part.worker) }));
  return {
    onReport: (report: LoadReport) =>
      listener.onReport({
        ...report,
        worker: number(report.worker),
        deltas: numbered(report.deltas),
        timings: numbered(report.timings),
        health: numbered(report.health),
      }),
    onWorkerLost: (worker, reason) => listener.onWorkerLost(number(worker), reason),
  };
}
