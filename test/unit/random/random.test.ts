import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, randomFromState } from '../../../src/random/create-random.ts';
import { deriveSeed } from '../../../src/random/derive-seed.ts';
import { exponential } from '../../../src/random/exponential.ts';
import { sample, shuffle } from '../../../src/random/sample.ts';

const draw = (seed: number, n: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => random.uint32());
};

describe('createRandom', () => {
  it('gives the published sequence of xoshiro128** for the state 1, 2, 3, 4', () => {
    const random = randomFromState([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('repeats a stream for the same seed and differs between neighbours, above 32 bits too', () => {
    expect(draw(42, 20)).toEqual(draw(42, 20));
    const streams = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 40, Number.MAX_SAFE_INTEGER].map((seed) => draw(seed, 4).join());
    expect(new Set(streams).size).toBe(streams.length);
  });

  it('keeps its stream for ever: a recorded seed must mean the same run in later versions', () => {
    expect(draw(42, 4)).toMatchInlineSnapshot(`
      [
        2837322924,
        544945897,
        479756282,
        3500138142,
      ]
    `);
  });

  it('spreads uniform draws evenly over 64 cells (χ² within its 99.99 % quantile)', () => {
    const random = createRandom(7);
    const cells = Array.from({ length: 64 }, () => 0);
    for (let i = 0; i < 64_000; i++) {
      const cell = Math.floor(random.uniform() * 64);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    const chiSquare = cells.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(114);
  });

  it('draws integers below n without reaching n', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, n) => {
        const random = createRandom(seed);
        for (let i = 0; i < 20; i++) {
          const value = random.below(n);
          expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
        }
      }),
    );
  });

  it('does not favour small numbers where n does not divide 2³²', () => {
    const random = createRandom(3);
    const n = 3 * 2 ** 30;
    let low = 0;
    for (let i = 0; i < 9000; i++) if (random.below(n) < n / 3) low++;
    expect(low).toBeGreaterThan(2700); // a plain remainder would give 4,500 of 9,000
    expect(low).toBeLessThan(3300);
  });
});

describe('deriveSeed', () => {
  it('is MurmurHash3 of the label (known answers of the reference implementation)', () => {
    expect(deriveSeed(0, '')).toBe(0);
    expect(deriveSeed(1, '')).toBe(0x514e28b7);
    expect(deriveSeed(0x9747b28c, 'Hello, world!')).toBe(0x24884cba);
    expect(deriveSeed(0x9747b28c, 'aaaa')).toBe(0x5a97808a);
  });

  it('gives each label and each seed a stream of its own', () => {
    const labels = ['load/checkout', 'load/browse', 'faults/slow-redis', 'targets/api'];
    const seeds = [0, 1, 42, 2 ** 32, 2 ** 33].flatMap((seed) => labels.map((label) => deriveSeed(seed, label)));
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});

describe('sample and shuffle', () => {
  it('draw without replacement, only from the items, as many as asked or there are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.uniqueArray(fc.string()), fc.nat(30), (seed, items, count) => {
        const drawn = sample(createRandom(seed), items, count);
        expect(drawn).toHaveLength(Math.min(count, items.length));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.every((item) => items.includes(item))).toBe(true);
        expect(shuffle(createRandom(seed), items).toSorted()).toEqual(items.toSorted());
      }),
    );
  });

  it('draw every pair of four equally often', () => {
    const random = createRandom(11);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const pair = sample(random, ['a', 'b', 'c', 'd'], 2).join('');
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(12);
    for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(150);
  });
});

describe('exponential', () => {
  it('has the mean 1/rate and the share 1 − 1/e below it', () => {
    const random = createRandom(5);
    const waits = Array.from({ length: 20_000 }, () => exponential(random, 4));
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).toBeCloseTo(0.25, 2);
    expect(waits.filter((wait) => wait < 0.25).length / waits.length).toBeCloseTo(1 - 1 / Math.E, 1);
    expect(waits.every((wait) => wait >= 0 && Number.isFinite(wait))).toBe(true);
  });
});
