import { describe, expect, it } from 'vitest';
import { excusesOf, type FailedFile } from '../../reporters/files-to-try-again.ts';

const file = (path: string, over: Partial<FailedFile> = {}): FailedFile => ({ path, crashed: false, stolen: 0, ...over });

describe('excusesOf', () => {
  it('excuses a crashed process and a host that took much', () => {
    const excuses = excusesOf([file('a', { crashed: true, stolen: null }), file('b', { stolen: 0.31 })]);
    expect([...(excuses ?? [])]).toEqual([
      ['a', 'its process crashed'],
      ['b', 'the host took 31 % of the CPU meanwhile'],
    ]);
  });

  it('excuses nothing where one file has no excuse, none failed, or too many did', () => {
    expect(excusesOf([file('a', { stolen: 0.5 }), file('b', { stolen: 0.09 })])).toBeNull();
    expect(excusesOf([file('a', { stolen: null })])).toBeNull();
    expect(excusesOf([])).toBeNull();
    expect(excusesOf(Array.from({ length: 7 }, (_, i) => file(String(i), { stolen: 0.5 })))).toBeNull();
  });
});
