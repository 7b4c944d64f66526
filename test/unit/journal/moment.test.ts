import { describe, expect, it } from 'vitest';
import { expiryAfter, isExpired } from '../../../src/journal/moment.ts';
import type { Moment } from '../../../src/journal/moment.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');

/** So long after the start by the machine's clock, and by a wall clock that was set by `setMs`. */
function at(ms: number, { setMs = 0, boot = 'b1' }: { readonly setMs?: number; readonly boot?: string | null } = {}): Moment {
  return { wall: new Date(START + ms + setMs), machine: boot === null ? null : { boot, ms: 5_000 + ms } };
}

describe('an expiry', () => {
  const expiry = expiryAfter(at(0), 30_000);

  it('comes in its time, whatever the wall clock is set to meanwhile', () => {
    for (const setMs of [-HOUR_MS, 0, HOUR_MS]) {
      expect(isExpired(expiry, at(29_999, { setMs }))).toBe(false);
      expect(isExpired(expiry, at(30_000, { setMs }))).toBe(true);
    }
  });

  it('is the wall clock’s on another machine, after a reboot, and where nobody wrote another', () => {
    for (const now of [at(0, { setMs: 29_999, boot: 'b2' }), at(0, { setMs: 29_999, boot: null })])
      expect(isExpired(expiry, now)).toBe(false);
    for (const now of [at(0, { setMs: 30_000, boot: 'b2' }), at(0, { setMs: 30_000, boot: null })])
      expect(isExpired(expiry, now)).toBe(true);
    expect(isExpired({ ...expiry, until: '' }, at(0, { setMs: HOUR_MS }))).toBe(true);
    expect(expiryAfter(at(0, { boot: null }), 1).until).toBe('');
  });

  it('has the same length at any time, so that it can be written over', () => {
    const lengths = [0, 1, HOUR_MS, 1e12].map((ms) => JSON.stringify(expiryAfter(at(0), ms)).length);
    expect(new Set(lengths).size).toBe(1);
  });
});
