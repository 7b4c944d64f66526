/** A stream of random numbers: same seed, same stream, on every platform. */
export interface Random {
  /** An integer of 0 … 2³² − 1. */
  uint32(): number;
  /** A double of [0, 1), with 53 random bits. */
  uniform(): number;
  /** An integer of 0 … n − 1, each equally likely; n from 1 to 2³². */
  below(n: number): number;
}

export type RandomState = readonly [number, number, number, number];

/** A stream from a seed (any safe integer). Give each consumer its own, by `deriveSeed`. */
export function createRandom(seed: number): Random {
  const next = splitmix32(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0);
  return randomFromState([next(), next(), next(), next()]);
}

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna, https://prng.di.unimi.it/xoshiro128starstar.c (public domain).
 * 32-bit words, so that no BigInt is needed; period 2¹²⁸ − 1. The state must not be all zeros.
 */
export function randomFromState(state: RandomState): Random {
  let [a, b, c, d] = state;

  const uint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotateLeft(d, 11);
    return result;
  };

  /** Plain `uint32() % n` favours small numbers; draws from the incomplete last stretch are thrown away instead. */
  const below = (n: number): number => {
    const usable = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const draw = uint32();
      if (draw < usable) return draw % n;
    }
  };

  return { uint32, below, uniform: () => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53 };
}

/**
 * Spreads a seed over a state, as xoshiro's authors advise: SplitMix (Steele, Lea and Flood, OOPSLA 2014) with a Weyl step of
 * ⌊2³²/φ⌋ and the finalizer of MurmurHash3. Never four zeros in a row: the step visits zero once in 2³².
 */
function splitmix32(low: number, high: number): () => number {
  let weyl = low ^ mix(high);
  return () => {
    weyl = (weyl + 0x9e3779b9) | 0;
    return mix(weyl);
  };
}

function mix(word: number): number {
  let z = word;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
