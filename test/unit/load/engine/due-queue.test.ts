import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueQueue } from '../../../../src/load/engine/scenario/due-queue.ts';

it('gives back what is due first, in whatever order it came', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { nil: null })), (moves) => {
      const queue = new DueQueue<{ readonly dueUs: number }>();
      const model: number[] = [];
      for (const dueUs of moves) {
        if (dueUs === null) expect(queue.pop()?.dueUs).toBe(model.shift());
        else {
          queue.push({ dueUs });
          model.push(dueUs);
          model.sort((a, b) => a - b);
        }
        expect([queue.nextUs, queue.size]).toEqual([model[0] ?? Infinity, model.length]);
      }
    }),
  );
});
