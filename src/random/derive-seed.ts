/**
 * The seed of one consumer's own stream, so that one more draw here changes nothing there. Labels are paths: `targets/api`,
 * `load/checkout`, `faults/slow-redis`. Result: 0 … 2³² − 1.
 *
 * MurmurHash3 (x86, 32 bit; Austin Appleby, public domain, https://github.com/aappleby/smhasher) of the label's UTF-8 bytes,
 * keyed by the seed.
 */
export function deriveSeed(seed: number, label: string): number {
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  const text = new TextEncoder().encode(high === 0 ? label : `${high}:${label}`);
  const words = new DataView(text.buffer, text.byteOffset, text.byteLength);
  const wholeBytes = text.length - (text.length % 4);

  let hash = seed >>> 0;
  for (let at = 0; at < wholeBytes; at += 4) {
    hash ^= scramble(words.getUint32(at, true));
    hash = (Math.imul(rotateLeft(hash, 13), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = text.length - 1; at >= wholeBytes; at--) tail = (tail << 8) | words.getUint8(at);
  hash ^= scramble(tail) ^ text.length;

  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(word: number): number {
  return Math.imul(rotateLeft(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
