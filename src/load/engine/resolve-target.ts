import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { EXIT, UserError } from '../../errors/user-error.ts';
import type { ConnectTarget, TlsTarget } from './worker-messages.ts';

const PROBE_MS = 1000;

/**
 * Resolves a URL's host once, before the run, so that no request's time holds a DNS look-up. Where a name has several addresses
 * (`localhost` as ::1 and 127.0.0.1) the first that accepts a connection is taken, since an arrival makes but one attempt.
 */
export async function resolveTarget(url: URL, tls: Omit<TlsTarget, 'servername'>): Promise<ConnectTarget> {
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const literal = isIP(name) !== 0;
  const host = literal ? name : await firstThatAccepts(await addressesOf(name), port);
  return { host, port, tls: secure ? { ...tls, servername: literal ? null : name } : null };
}

async function addressesOf(name: string): Promise<string[]> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch (cause) {
    throw new UserError(`cannot resolve the host name ${name}`, {
      exitCode: EXIT.unreachable,
      where: name,
      try: 'Check the spelling, or use an IP address.',
      cause,
    });
  }
}

async function firstThatAccepts(addresses: readonly string[], port: number): Promise<string> {
  const [first = '127.0.0.1', ...others] = addresses;
  if (others.length === 0) return first;
  for (const address of addresses) if (await accepts(address, port)) return address;
  return first;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PROBE_MS });
    const settle = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
