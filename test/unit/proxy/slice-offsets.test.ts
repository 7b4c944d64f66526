import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceOffsets } from '../../../src/proxy/toxics/slice-offsets.ts';

describe('sliceOffsets', () => {
  it('cuts everything, in order, into non-empty pieces of at most average + variation', () => {
    const sizes = fc
      .integer({ min: 1, max: 200 })
      .chain((average) => fc.tuple(fc.constant(average), fc.integer({ min: 0, max: average - 1 })));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        sizes,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true })),
        (length, [average, variation], draws) => {
          const random = (): number => draws.next().value ?? 0;
          const offsets = [0, ...sliceOffsets(length, average, variation, random)];
          expect(offsets.at(-1)).toBe(length);
          for (let index = 1; index < offsets.length; index++) {
            const size = (offsets[index] ?? 0) - (offsets[index - 1] ?? 0);
            expect(size).toBeGreaterThan(0);
            expect(size).toBeLessThanOrEqual(average + variation);
          }
        },
      ),
    );
  });
});
