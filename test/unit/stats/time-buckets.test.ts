import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, JsHistogram } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { powerSums, TimeBuckets } from '../../../src/stats/time-buckets.ts';
import { TimeHistogram } from '../../../src/stats/time-histogram.ts';

const times = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: 0, max: 3_600_000_000 }), fc.integer({ min: 0, max: 5000 })),
    fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 ** 31 - 1 })),
  ),
  { minLength: 1, maxLength: 200 },
);

test('has what the library itself reads in the same text, bucket by bucket', () => {
  fc.assert(
    fc.property(times, (values) => {
      const text = encoded(values);
      const histogram = decodeFromCompressedBase64(text, 64, false);
      if (!(histogram instanceof JsHistogram)) throw new TypeError('asked for one in JavaScript');
      const read: [number, number][] = [];
      TimeBuckets.decode(text).forEachBucket((us, count) => read.push([us, count]));
      expect(read.reduce((sum, [, count]) => sum + count, 0)).toBe(histogram.totalCount);
      const rows = values.map(([us]) => histogram.medianEquivalentValue(us));
      expect(read.map(([us]) => us)).toEqual([...new Set(rows)].sort((a, b) => a - b));
    }),
  );
});

test('sums of powers are those of the histogram', () => {
  fc.assert(
    fc.property(times, (values) => {
      const buckets = TimeBuckets.decode(encoded(values));
      const histogram = TimeHistogram.empty();
      histogram.addBuckets(buckets);
      expect(powerSums(buckets)).toEqual(powerSums(histogram));
    }),
  );
});

test.each([
  ['', 'no compressed histogram'],
  ['aGVsbG8gd29ybGQ=', 'no compressed histogram'],
  [encodeIntoCompressedBase64(build({ numberOfSignificantValueDigits: 2 })), 'no histogram of whole µs at three digits'],
])('throws at %j', (text, why) => {
  expect(() => TimeBuckets.decode(text)).toThrow(why);
});

test('throws at one that was cut off', () => {
  expect(() => TimeBuckets.decode(encoded([[123_456, 3]]).slice(0, -12))).toThrow();
});

function encoded(values: readonly (readonly [number, number])[]): string {
  const histogram = build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: 3 });
  for (const [us, count] of values) histogram.recordValueWithCount(us, count);
  return encodeIntoCompressedBase64(histogram);
}
