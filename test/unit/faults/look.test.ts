import { describe, expect, it } from 'vitest';
import { hitProof, looksFor, unhitProof } from '../../../src/faults/drivers/edge-proof/look.ts';
import type { Look } from '../../../src/faults/drivers/edge-proof/look.ts';

const look = (hit: boolean | null): Look => ({ hit, value: 1, unit: 'ms', detail: String(hit) });
const some = (hits: number, misses: number): Look[] => [
  ...Array.from({ length: hits }, () => look(true)),
  ...Array.from({ length: misses }, () => look(false)),
];

const WORDS = { what: 'x', each: 'connections' } as const;

describe('the proof of a fault that meets a share of connections', () => {
  it('looks once where it meets all, and often enough that chance does not hide it', () => {
    expect([1, 0.5, 0.1].map(looksFor)).toEqual([1, 14, 64]);
  });

  it('needs about that share, on every edge', () => {
    expect(hitProof(WORDS, [some(7, 7)], 0.5).proven).toBe(true);
    expect(hitProof(WORDS, [some(7, 7), some(0, 14)], 0.5)).toMatchObject({ proven: false, detail: expect.stringContaining('0 of 14') });
    expect(hitProof(WORDS, [some(64, 0)], 0.1).proven).toBe(false);
    expect(hitProof(WORDS, [some(1, 1)], 1).proven).toBe(false);
    expect(hitProof(WORDS, [], 1).proven).toBe(false);
  });

  it('is none where a look could not tell', () => {
    expect(hitProof(WORDS, [[look(null)]], 1)).toMatchObject({ proven: false, detail: 'null' });
    expect(unhitProof(WORDS, [[look(null)]]).proven).toBe(false);
    expect(unhitProof(WORDS, [some(0, 3)]).proven).toBe(true);
    expect(unhitProof(WORDS, [some(1, 2)]).proven).toBe(false);
  });
});
