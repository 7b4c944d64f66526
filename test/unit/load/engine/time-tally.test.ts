import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { HistogramPool } from '../../../../src/load/engine/record/histogram-pool.ts';
import { TimeTally } from '../../../../src/load/engine/record/time-tally.ts';

const HOUR_US = 3_600_000_000;

const percentiles = (encoded: string): string => decodeFromCompressedBase64(encoded).outputPercentileDistribution();

describe('TimeTally', () => {
  it('holds what a histogram of three digits would, however short the times, and begins anew when taken', () => {
    const times = fc.array(fc.oneof(fc.integer({ min: 0, max: 4100 }), fc.integer({ min: 0, max: HOUR_US })), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(times, { maxLength: 3 }), (stretches) => {
        const tally = new TimeTally(new HistogramPool());
        for (const stretch of stretches) {
          const plain = build({ numberOfSignificantValueDigits: 3, highestTrackableValue: HOUR_US });
          for (const us of stretch) {
            tally.record(us);
            plain.recordValue(us);
          }
          const { count, sumUs, maxUs, histogram } = tally.take();
          expect([count, sumUs, maxUs]).toEqual([stretch.length, stretch.reduce((sum, us) => sum + us, 0), Math.max(0, ...stretch)]);
          if (stretch.length === 0) expect(histogram).toBeNull();
          else expect(percentiles(histogram ?? '')).toBe(percentiles(encodeIntoCompressedBase64(plain)));
        }
      }),
      { numRuns: 12 },
    );
  });
});
