import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTE_SIZE_PATTERN, formatByteSize, parseByteSize } from '../../../src/units/byte-size.ts';
import { DURATION_PATTERN, formatDuration, parseDuration, parseTimeSpan } from '../../../src/units/duration.ts';
import type { UnitResult } from '../../../src/units/parse-quantity.ts';
import { formatPercentage, parsePercentage, PERCENTAGE_PATTERN } from '../../../src/units/percentage.ts';
import { formatRate, parseOfferedRate, parseRate, RATE_PATTERN } from '../../../src/units/rate.ts';

const ok = (value: number): UnitResult => ({ ok: true, value });
const suggested = (result: UnitResult): string | null => (result.ok ? 'accepted' : result.suggestion);

describe('durations', () => {
  it.each([
    ['200ms', 200],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['500us', 0.5],
    ['1m30s', 90_000],
    ['0s', 0],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toEqual(ok(ms));
  });

  it.each([
    ['200', '200ms'],
    ['200msec', '200ms'],
    ['5 min', '5m'],
    ['200 ms', '200ms'],
    ['30S', '30s'],
    ['.5s', '0.5s'],
    ['10µs', '10us'],
  ])('refuses %s and suggests %s', (text, suggestion) => {
    expect(suggested(parseDuration(text))).toBe(suggestion);
  });

  it.each(['', 'fast', '-1s', '1e3ms', '30s1m', '1s1s', '1.2.3s', '5kg', '1m30'])('refuses %j', (text) => {
    expect(parseDuration(text).ok).toBe(false);
  });

  it('refuses what no timer could count, whole or in parts', () => {
    expect(parseTimeSpan('240h')).toEqual(ok(864_000_000));
    for (const text of ['240h1ms', '720h', '99999999999s'])
      expect(parseTimeSpan(text)).toMatchObject({ ok: false, message: expect.stringMatching(/too long.* 240h at most/u) });
  });

  it('prints what it parses back to the same value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e10 }), (us) => {
        const parsed = parseDuration(formatDuration(us / 1000));
        expect(parsed.ok && Math.abs(parsed.value - us / 1000) < 1e-3).toBe(true);
      }),
    );
    expect([0, 0.5, 200, 1500, 90_000, 7_200_000].map(formatDuration)).toEqual(['0s', '500us', '200ms', '1.5s', '1m30s', '2h']);
  });
});

describe('rates', () => {
  it('refuses what no machine sends', () => {
    expect(parseOfferedRate('10000000/s').ok).toBe(true);
    expect(parseOfferedRate('10000001/s')).toMatchObject({ ok: false, message: expect.stringMatching(/10000000\/s at most/u) });
  });

  it('reads them per second', () => {
    expect(parseRate('200/s')).toEqual(ok(200));
    expect(parseRate('600/m')).toEqual(ok(10));
    expect(suggested(parseRate('200'))).toBe('200/s');
    expect(suggested(parseRate('200rps'))).toBe('200/s');
    expect(suggested(parseRate('200 req/s'))).toBe('200/s');
    expect([200, 0.5, 0.01].map(formatRate)).toEqual(['200/s', '30/m', '36/h']);
  });
});

describe('percentages', () => {
  it('reads them as exact ratios', () => {
    expect(parsePercentage('99.9%')).toEqual(ok(0.999));
    expect(parsePercentage('99.99%')).toEqual(ok(0.9999));
    expect(formatPercentage(0.9999)).toBe('99.99%');
    expect(suggested(parsePercentage('99.9'))).toBe('99.9%');
    expect(suggested(parsePercentage('0.999'))).toBe('99.9%');
    expect(parsePercentage('101%').ok).toBe(false);
  });
});

describe('sizes', () => {
  it('tells powers of two from powers of ten', () => {
    expect(parseByteSize('64MiB')).toEqual(ok(64 * 2 ** 20));
    expect(parseByteSize('5kB')).toEqual(ok(5000));
    expect(suggested(parseByteSize('64'))).toBe('64B');
    expect(suggested(parseByteSize('64KB'))).toBe('64kB');
    expect([64 * 2 ** 20, 5000, 1].map(formatByteSize)).toEqual(['64MiB', '5kB', '1B']);
  });
});

describe('every unit parser', () => {
  const parsers: readonly (readonly [(text: string) => UnitResult, string])[] = [
    [parseDuration, DURATION_PATTERN],
    [parseRate, RATE_PATTERN],
    [parsePercentage, PERCENTAGE_PATTERN],
    [parseByteSize, BYTE_SIZE_PATTERN],
  ];
  const texts = fc.oneof(
    fc.string(),
    fc.stringMatching(/^ ?\d{0,4}\.?\d{0,3} ?[a-zA-Z/%]{0,4}$/u),
    fc.stringMatching(/^(\d{1,3}(\.\d)?(h|m|s|ms|us|\/s|%|kB|GiB)){1,3}$/u),
  );

  it('never throws, accepts only what its pattern admits, and suggests only what it accepts', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...parsers), (text, [parse, pattern]) => {
        const result = parse(text);
        if (result.ok) {
          expect(result.value).toBeGreaterThanOrEqual(0);
          expect(text).toMatch(new RegExp(`^${pattern}$`, 'u'));
        } else if (result.suggestion !== null && Number.parseFloat(result.suggestion) <= 100) {
          expect(parse(result.suggestion).ok).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
