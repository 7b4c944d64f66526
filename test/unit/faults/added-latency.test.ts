import { describe, expect, it } from 'vitest';
import type { AddedLatency, LatencyLook } from '../../../src/faults/drivers/edge-proof/added-latency.ts';
import {
  isAsAsked,
  isGone,
  latencyProof,
  measureAddedLatency,
  measureUntil,
} from '../../../src/faults/drivers/edge-proof/added-latency.ts';
import type { EdgeProbe } from '../../../src/faults/drivers/edge-proof/edge-probe.ts';
import type { Exchange } from '../../../src/faults/drivers/edge-proof/exchange.ts';

const measured = (addedMs: number | null, { leastMs = addedMs ?? 0, hidden = false, detail = '' } = {}): AddedLatency => ({
  addedMs,
  leastMs,
  hidden,
  detail,
});

/** Exchanges that take what `ms` says, by their number on their way and how many are under way on it. */
function probeThatTakes(ms: Record<'through' | 'past', (index: number, atOnce: number) => number>): EdgeProbe {
  const ask = (way: 'through' | 'past') => {
    let [index, underWay] = [0, 0];
    return async (): Promise<Exchange> => {
      underWay += 1;
      const took = ms[way](index++, underWay);
      await Promise.resolve();
      underWay -= 1;
      return { end: 'answered', ms: took, bytesSent: 1, bytesReceived: 1 };
    };
  };
  const never = (): never => {
    throw new Error('not asked here');
  };
  return {
    label: 'edge',
    protocol: null,
    through: ask('through'),
    direct: ask('past'),
    readThrough: never,
    readDirect: never,
    withheld: never,
    connectThrough: never,
  };
}

const look = (probe: EdgeProbe, addedMs: number, what: LatencyLook = 'held'): Promise<AddedLatency> =>
  measureAddedLatency(probe, { addedMs, jitterMs: 0 }, what, new AbortController().signal);

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
    expect(isAsAsked(measured(added), { addedMs: asked, jitterMs: jitter })).toBe(proven);
  });

  it('is not there where one exchange was as fast as without it, or where noise would hide it', () => {
    const asked = { addedMs: 20, jitterMs: 0 };
    expect(isAsAsked(measured(18, { leastMs: 19 }), asked)).toBe(true);
    expect(isAsAsked(measured(18, { leastMs: 2 }), asked)).toBe(false);
    expect(isAsAsked(measured(18, { leastMs: 2 }), { addedMs: 20, jitterMs: 18 })).toBe(true);
    expect(isAsAsked(measured(18, { leastMs: 19, hidden: true }), asked)).toBe(false);
  });

  it('takes the queue that exchanges at once make for none of it: the control is made the same way', async () => {
    const queueing = (_: number, underWay: number): number => 1 + 20 * underWay;
    const none = await look(probeThatTakes({ through: queueing, past: queueing }), 100);
    expect(none).toMatchObject({ addedMs: 0, leastMs: 0, hidden: true });
    const held = await look(probeThatTakes({ through: (...at) => 400 + queueing(...at), past: queueing }), 400);
    expect(held).toMatchObject({ addedMs: 400, leastMs: 400, hidden: false });
  });

  it('tells a small one from the noise of a quiet machine, and says where it cannot', async () => {
    const quiet = (index: number): number => 0.3 + 0.1 * (index % 3);
    const busy = (index: number): number => 0.3 + 4 * (index % 3);
    const asked = { addedMs: 5, jitterMs: 0 };
    expect(isAsAsked(await look(probeThatTakes({ through: (index) => 5 + quiet(index), past: quiet }), 5), asked)).toBe(true);
    expect((await look(probeThatTakes({ through: (index) => 1 + quiet(index), past: quiet }), 1)).hidden).toBe(true);
    const unsure = await look(probeThatTakes({ through: (index) => 5 + busy(index), past: busy }), 5);
    expect(isAsAsked(unsure, asked)).toBe(false);
    expect(unsure.detail).toBe('edge: +5.0 ms at the median of 7 exchanges, which says nothing: up to 4.0 ms of it may be noise');
    expect((await look(probeThatTakes({ through: busy, past: busy }), 5, 'gone')).detail).toBe(
      'edge: +0.0 ms at the median of 7 exchanges',
    );
  });

  it('takes no more than noise for gone, and less for a small fault', () => {
    const gone = (added: number, addedMs: number): boolean => isGone(measured(added), { addedMs, jitterMs: 0 });
    expect([gone(9.9, 200), gone(10.1, 200), gone(2.4, 5), gone(2.6, 5)]).toEqual([true, false, true, false]);
  });

  it('looks again while noise is in the way, and not for ever', async () => {
    const measuring = (...found: AddedLatency[]) => {
      let looks = 0;
      return async () => ({ ...(found[looks++] ?? measured(999)), detail: `look ${looks}` });
    };
    const added = (...ms: number[]) => measuring(...ms.map((each) => measured(each)));
    const holds = ({ addedMs, hidden }: AddedLatency): boolean => addedMs !== null && !hidden && addedMs >= 160 && addedMs < 240;
    expect(await measureUntil(holds, added(201, 1))).toMatchObject({ addedMs: 201, detail: 'look 1' });
    expect(await measureUntil(holds, added(266, 300, 203))).toMatchObject({ addedMs: 203, detail: 'look 3' });
    expect(await measureUntil(holds, added(302, 301, 300, 201))).toMatchObject({ addedMs: 300, detail: 'look 3' });
    // Noise adds: what was not there in one look is not there.
    expect(await measureUntil(holds, added(3, 201, 201))).toMatchObject({ addedMs: 3, detail: 'look 1' });
    // And a look that says nothing says not that either.
    expect(await measureUntil(holds, measuring(measured(3, { hidden: true }), measured(null), measured(201)))).toMatchObject({
      addedMs: 201,
    });
  });

  it('is that of the worst edge', () => {
    const proof = latencyProof(
      [measured(200, { detail: 'good' }), measured(3, { detail: 'bad' }), measured(null, { detail: 'silent' })],
      ({ addedMs }) => addedMs !== null && addedMs > 100,
    );
    expect(proof).toEqual({ proven: false, what: 'added latency', value: 3, unit: 'ms', detail: 'bad' });
    expect(latencyProof([], () => true).proven).toBe(false);
  });
});
