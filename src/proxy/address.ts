import { lookup } from 'node:dns/promises';

export interface Address {
  /** Empty: every interface. */
  readonly host: string;
  readonly port: number;
}

/** `host:port`, `[::1]:80`, `:80`; `null` where it is none of them. */
export function parseAddress(text: string): Address | null {
  const match = /^(?:\[([0-9a-fA-F:.%\w]*)\]|([^:[\]\s/]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return null;
  return { host: match[1] ?? match[2] ?? '', port };
}

export function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The IP of a host to listen on; IPv4 first, as Toxiproxy does. Throws what the resolver throws. */
export async function resolveListenHost(host: string): Promise<string> {
  if (host === '') return '::';
  return (await lookup(host, { order: 'ipv4first' })).address;
}
