import { describe, expect, it } from 'vitest';
import { combinedLoad, numberedListener } from '../../../src/app/combined-load.ts';
import type { LoadReport, PreparedLoad } from '../../../src/load/load-driver.ts';

const report = (worker: number): LoadReport => ({
  worker,
  atMs: 0,
  deltas: [],
  timings: [],
  live: [],
  health: [{ worker, second: 0, due: 0, lateAtEnd: 0, cpuCores: 0, eventLoopDelayMaxMs: 0 }],
});

describe('loads of several drivers as one', () => {
  it('gives every worker a number of its own, whatever its driver calls it', () => {
    const seen: number[] = [];
    const lost: number[] = [];
    const listener = {
      onReport: ({ worker, health }: LoadReport) => {
        expect(health[0]?.worker).toBe(worker);
        seen.push(worker);
      },
      onWorkerLost: (worker: number) => void lost.push(worker),
    };
    for (const driver of [0, 1, 2]) {
      for (const worker of [0, 1]) numberedListener(listener, driver, 3).onReport(report(worker));
      numberedListener(listener, driver, 3).onWorkerLost(1, 'gone');
    }
    expect(new Set(seen).size).toBe(6);
    expect(lost).toEqual([3, 4, 5]);
  });

  it('leaves the numbers of a lone driver as they are', () => {
    const seen: number[] = [];
    const listener = { onReport: ({ worker }: LoadReport) => void seen.push(worker), onWorkerLost: () => {} };
    for (const worker of [0, 1, 2]) numberedListener(listener, 0, 1).onReport(report(worker));
    expect(seen).toEqual([0, 1, 2]);
  });

  it('is exhausted when all of its parts are', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const part = (exhausted: Promise<void>): PreparedLoad => ({
      exhausted,
      begin: () => {},
      setBoundary: () => {},
      snapshot: async () => {},
      finish: async () => {},
      abandon: async () => {},
      dispose: async () => {},
    });
    let done = false;
    const all = combinedLoad([part(first.promise), part(second.promise)]).exhausted.then(() => (done = true));
    first.resolve();
    await Promise.resolve();
    expect(done).toBe(false);
    second.resolve();
    await all;
    expect(done).toBe(true);
  });
});
