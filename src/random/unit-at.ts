/**
 * The `index`-th of a sequence of numbers uniform in [0, 1), without those before it: whoever draws it, and in whatever order, gets
 * the same. SplitMix64's idea (Steele, Lea, Flood 2014) in 32 bits, with the finaliser of MurmurHash3, twice.
 */
export function unitAt(seed: number, index: number): number {
  const high = mix(Math.imul(index, 0x9e3779b9) ^ mix(seed));
  const low = mix(high ^ Math.imul(Math.floor(index / 2 ** 32) + 0x85ebca6b, 0xc2b2ae35) ^ Math.floor(seed / 2 ** 32));
  return ((high >>> 0) * 2 ** 21 + ((low >>> 0) & 0x1fffff)) / 2 ** 53;
}

function mix(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
