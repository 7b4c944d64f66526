import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deadline } from '../../../src/proxy/deadline-heap.ts';
import { DeadlineHeap } from '../../../src/proxy/deadline-heap.ts';

const entry = (dueMs: number): Deadline => ({ dueMs, wake: () => undefined, cancelled: false });

describe('DeadlineHeap', () => {
  it('gives up what is due in order of time, and nothing that is not due', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 })), fc.integer({ min: 0, max: 100 }), (times, now) => {
        const heap = new DeadlineHeap();
        for (const time of times) heap.add(entry(time));
        const taken: number[] = [];
        for (let next = heap.takeDue(now); next !== undefined; next = heap.takeDue(now)) taken.push(next.dueMs);
        expect(taken).toEqual(times.filter((time) => time <= now).sort((a, b) => a - b));
        expect(heap.peek()?.dueMs).toBe(times.filter((time) => time > now).sort((a, b) => a - b)[0]);
      }),
    );
  });

  it('never gives up a cancelled entry', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean())), (plan) => {
        const heap = new DeadlineHeap();
        const live = new Set<Deadline>();
        for (const [time, cancelled] of plan) {
          const added = entry(time);
          heap.add(added);
          if (cancelled) heap.cancel(added);
          else live.add(added);
        }
        let count = 0;
        for (let next = heap.takeDue(100); next !== undefined; next = heap.takeDue(100)) {
          expect(live.has(next)).toBe(true);
          count += 1;
        }
        expect(count).toBe(plan.filter(([, cancelled]) => !cancelled).length);
      }),
    );
  });

  it('does not remember what was cancelled for as long as it would have waited', () => {
    const heap = new DeadlineHeap();
    const kept = Array.from({ length: 100 }, (_, index) => entry(index));
    for (const each of kept) heap.add(each);
    for (let index = 0; index < 100_000; index++) {
      const hour = entry(3_600_000 + index);
      heap.add(hour);
      heap.cancel(hour);
      heap.cancel(hour);
    }
    expect(heap.size).toBeLessThan(1_000);
    const taken: number[] = [];
    for (let next = heap.takeDue(1_000); next !== undefined; next = heap.takeDue(1_000)) taken.push(next.dueMs);
    expect(taken).toEqual(kept.map((each) => each.dueMs));
  });
});
