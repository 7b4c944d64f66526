/**
 * The address that Linux gives an interface on its own link, from its MAC (EUI-64, RFC 4291 appendix A); `null` for what is no MAC. No
 * engine tells of it, and two containers on one bridge reach each other by it whatever their other addresses are.
 */
export function linkLocal(mac: string): string | null {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const [a, b, c, d, e, f] = bytes;
  if (bytes.length !== 6 || a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined)
    return null;
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return groups.some(Number.isNaN) ? null : `fe80::${groups.map((group) => group.toString(16)).join(':')}`;
}
