import { describe, expect, it } from 'vitest';
import { isAsAsked, isGone, latencyProof, measureUntil } from '../../../src/faults/drivers/edge-proof/added-latency.ts';

describe('the proof of a latency fault', () => {
  it.each([
    [200, 0, 201, true],
    [200, 0, 240, true],
    [200, 0, 241, false],
    [200, 0, 159, false],
    [200, 50, 141, true],
    [20, 0, 29, true],
    [20, 0, 31, false],
    // Within 10 ms of what was asked, and yet nothing was added.
    [5, 0, 0.2, false],
    [5, 0, 5.5, true],
  ])('asked %d ± %d ms, added %d ms: %s', (asked, jitter, added, proven) => {
    expect(isAsAsked(added, asked, jitter)).toBe(proven);
  });

  it('takes no more than noise for gone, and less for a small fault', () => {
    expect([isGone(9.9, 200), isGone(10.1, 200), isGone(2.4, 5), isGone(2.6, 5)]).toEqual([true, false, true, false]);
  });

  it('looks again while noise is in the way, and not for ever', async () => {
    const measuring = (...added: number[]) => {
      let looks = 0;
      return async () => ({ addedMs: added[looks++] ?? 999, detail: `look ${looks}` });
    };
    const holds = (added: number): boolean => added < 240;
    expect(await measureUntil(holds, measuring(201, 1))).toEqual({ addedMs: 201, detail: 'look 1' });
    expect(await measureUntil(holds, measuring(266, 300, 203))).toEqual({ addedMs: 203, detail: 'look 3' });
    expect(await measureUntil(holds, measuring(300, 301, 302, 1))).toEqual({ addedMs: 302, detail: 'look 3' });
  });

  it('is that of the worst edge', () => {
    const proof = latencyProof(
      [
        { addedMs: 200, detail: 'good' },
        { addedMs: 3, detail: 'bad' },
        { addedMs: null, detail: 'silent' },
      ],
      (added) => added > 100,
    );
    expect(proof).toEqual({ proven: false, what: 'added latency', value: 3, unit: 'ms', detail: 'bad' });
    expect(latencyProof([], () => true).proven).toBe(false);
  });
});
