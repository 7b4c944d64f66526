import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build-report.ts';
import type { LoadStatistics } from '../../../src/report/report.ts';
import { foldAll, recordTimeline, steady } from '../../fixtures/timelines/record-timeline.ts';

/** Of a hundred arrivals, of which every `each`-th failed. */
function baseline(each: number, model: 'open' | 'closed' = 'open'): LoadStatistics | undefined {
  const arrivals = steady('baseline', 1000, 2000, 100, (_, index) => (index % each === each - 1 ? { ending: 'status' as const } : {}));
  const events = recordTimeline({ arrivals }).map((event) =>
    event.type === 'run-started' ? { ...event, loads: event.loads.map((load) => ({ ...load, model })) } : event,
  );
  return buildReport(foldAll(events)).load[0]?.phases.baseline;
}

describe('response times in report.json', () => {
  test('say of percentiles among the failures that they are censored, and what they are at least', () => {
    expect(baseline(20)?.responseTimeMs).toMatchObject({ p50: expect.any(Number), p99: null, censored: true, atLeast: 2000 });
    expect(baseline(1)?.responseTimeMs).toMatchObject({ p50: null, censored: true, atLeast: 2000 });
  });

  test('are not censored where none of them is among failures, nor of a closed load, which has none', () => {
    expect(baseline(1000)?.responseTimeMs).toMatchObject({ 'p99.9': expect.any(Number), censored: false, atLeast: null });
    expect(baseline(1, 'closed')?.responseTimeMs).toMatchObject({ censored: false, atLeast: null });
  });
});
