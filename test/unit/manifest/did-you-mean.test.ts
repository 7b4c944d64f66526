import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest, didYouMeanOrOneOf, editDistance } from '../../../src/manifest/problems/did-you-mean.ts';

describe('did you mean', () => {
  it('finds slips of the fingers, swapped neighbours included, and nothing far away', () => {
    expect(closest('latncy', ['latency', 'timeout'])).toBe('latency');
    expect(closest('tiemout', ['latency', 'timeout'])).toBe('timeout');
    expect(closest('bandwidth', ['latency', 'timeout'])).toBeNull();
    expect(didYouMeanOrOneOf('bandwidth', ['latency', 'timeout'])).toBe('use `latency` or `timeout`');
  });

  it('measures a distance: symmetric, zero only for equals', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
