import { BlockList, isIP } from 'node:net';

const USUAL = '127.0.0.1';

/**
 * The address from which an observer on this machine is among `clients` (addresses and networks): 127.0.0.1, or another loopback one.
 * `null`: it has none there, so nobody here can see the fault.
 */
export function localAddressAmong(clients: readonly string[]): string | null {
  if (isAmong(clients, USUAL)) return USUAL;
  return clients.map((one) => one.split('/')[0] ?? '').find((address) => isIP(address) === 4 && address.startsWith('127.')) ?? null;
}

function isAmong(clients: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const client of clients) {
    const [base = '', prefix] = client.split('/');
    const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(base, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  }
  return list.check(address, 'ipv4');
}
