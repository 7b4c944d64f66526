import fc from 'fast-check';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { allowedOver, rankOf } from '../../../src/stats/rank.ts';
import { TimeBuckets } from '../../../src/stats/time-buckets.ts';
import { TimeHistogram } from '../../../src/stats/time-histogram.ts';

const times = fc.array(fc.oneof(fc.integer({ min: 0, max: 3_600_000_000 }), fc.integer({ min: 0, max: 5000 })), {
  minLength: 1,
  maxLength: 300,
});
const percentile = fc.integer({ min: 1, max: 9999 });

test('a percentile is the value at its integer rank, at most 0.1 % above the true one', () => {
  fc.assert(
    fc.property(times, percentile, (values, perTenThousand) => {
      const histogram = recorded(values);
      const rank = Math.ceil((values.length * perTenThousand) / 10_000);
      const truth = [...values].sort((a, b) => a - b)[rank - 1] ?? NaN;
      const found = histogram.atRank(rankOf(perTenThousand, values.length)) ?? NaN;
      expect(found).toBeGreaterThanOrEqual(truth);
      expect(found).toBeLessThanOrEqual(truth * 1.001 + 1);
    }),
  );
});

test('merging encoded parts is the same as recording everything in one', () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 4 }), (parts) => {
      const merged = TimeHistogram.empty();
      for (const part of parts) merged.addBuckets(TimeBuckets.decode(recorded(part).encode()));
      const whole = recorded(parts.flat());
      expect(merged.count).toBe(whole.count);
      for (let rank = 1; rank <= whole.count; rank += 7) expect(merged.atRank(rank)).toBe(whole.atRank(rank));
    }),
    { numRuns: 30 },
  );
});

test('reads what hdr-histogram-js itself wrote, of any range', () => {
  for (const highestTrackableValue of [2, 60_000_000, 3_600_000_000]) {
    const original = build({ bitBucketSize: 32, autoResize: true, highestTrackableValue, numberOfSignificantValueDigits: 3 });
    original.recordValueWithCount(123_456, 3);
    const decoded = TimeHistogram.empty();
    decoded.addBuckets(TimeBuckets.decode(encodeIntoCompressedBase64(original)));
    expect(decoded.count).toBe(3);
    expect(decoded.atRank(2)).toBeCloseTo(123_456, -3);
  }
});

test('has no value where there is none', () => {
  expect(TimeHistogram.empty().atRank(1)).toBeNull();
  expect(recorded([5]).atRank(0)).toBeNull();
  expect(recorded([5]).atRank(2)).toBeNull();
  const cleared = recorded([5, 6]);
  cleared.clear();
  expect(cleared.count).toBe(0);
});

test('p99.9 of 1,000 is the 999th, which floating point calls the 1,000th', () => {
  expect(rankOf(9990, 1000)).toBe(999);
  expect(rankOf(9900, 100)).toBe(99);
  expect(allowedOver(9900, 368)).toBe(3);
  expect(rankOf(5000, 0)).toBe(0);
});

function recorded(values: readonly number[]): TimeHistogram {
  const histogram = TimeHistogram.empty();
  for (const us of values) histogram.record(us);
  return histogram;
}
