import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TakenOrders } from '../../../experiments/shop/services/src/taken-orders.ts';

/** What the probes on the shop's orders rest on. */
describe('the shop’s account of the orders that it took', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('forgets an order as soon as the database has it', async () => {
    const taken = new TakenOrders((keys) => Promise.resolve(keys));
    taken.start();
    taken.add('a');
    taken.add('a');
    expect(taken.stats()).toMatchObject({ taken: 2, waiting: 1 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taken.stats()).toEqual({ taken: 2, waiting: 0, oldestMs: 0 });
  });

  it('has one that was lost as its oldest ever after, whatever became of the others', async () => {
    const taken = new TakenOrders((keys) => Promise.resolve(keys.filter((key) => key !== 'lost')));
    taken.start();
    for (const key of ['a', 'lost', 'b']) taken.add(key);
    await vi.advanceTimersByTimeAsync(60_000);
    taken.add('c');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taken.stats()).toEqual({ taken: 4, waiting: 1, oldestMs: 61_000 });
  });

  it('goes on looking after the database did not answer', async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const stored = vi.fn<(keys: readonly string[]) => Promise<readonly string[]>>();
    stored.mockRejectedValueOnce(new Error('no answer')).mockImplementation((keys) => Promise.resolve(keys));
    const taken = new TakenOrders(stored);
    taken.add('a');
    taken.start();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(taken.stats().waiting).toBe(0);
  });
});
