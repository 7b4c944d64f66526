import { BlockList, isIP } from 'node:net';

/** Addresses and networks with commas between: `10.0.0.0/8,127.0.0.2,::1`. `null` where it is no such list. */
export function parseClientFilter(text: string): BlockList | null {
  const list = new BlockList();
  for (const part of text.split(',')) {
    const [address = '', prefix, ...rest] = part.trim().split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
    if (family === 0 || rest.length > 0 || !Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128)) return null;
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** Is the client one of them? An IPv4 client of a socket that listens on `::` counts as what it is. */
export function isAmong(filter: BlockList, client: string | undefined): boolean {
  if (client === undefined) return false;
  const address = client.replace(/^::ffff:(?=\d+\.)/i, '');
  return filter.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
