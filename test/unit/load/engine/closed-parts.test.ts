import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackOff } from '../../../../src/load/engine/closed/back-off.ts';
import { RequestBudget } from '../../../../src/load/engine/closed/request-budget.ts';
import { shareOut } from '../../../../src/load/engine/closed/share-out.ts';

describe('sharing out connections', () => {
  it('loses none, and gives nobody two more than another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 64 }), (total, workers) => {
        const shares = shareOut(total, workers);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        expect(Math.min(...shares)).toBeGreaterThan(0);
        expect(shares.length).toBe(Math.min(total, workers));
      }),
    );
  });
});

describe('a budget of requests', () => {
  it('gives what it has to whoever asks, and no more', () => {
    const budget = RequestBudget.of(3);
    const elsewhere = RequestBudget.shared(budget.buffer);
    expect([budget.take(), elsewhere.take(), budget.take(), elsewhere.take(), budget.take()]).toEqual([true, true, true, false, false]);
  });
});

describe('backing off', () => {
  it('waits longer after every failure, a second at most, and not at all after an answer', () => {
    const backOff = new BackOff();
    expect(backOff.delayMs).toBe(0);
    const delays = Array.from({ length: 10 }, () => {
      backOff.failed();
      return backOff.delayMs;
    });
    expect(delays).toEqual([10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000]);
    backOff.answered();
    expect(backOff.delayMs).toBe(0);
  });
});
