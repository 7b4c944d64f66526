import { connect, isIP } from 'node:net';
import { EXIT, UserError } from '../../errors/user-error.ts';
import { systemResolve } from './connect/host-addresses.ts';
import type { RequestUrl } from '../../manifest/request-url.ts';
import type { ConnectTarget, TlsTarget } from './worker-messages.ts';

const PROBE_MS = 1000;

/** Where the requests of a URL go, before anything is resolved. A server name in `tls` stands in for the URL's. */
export function targetOf({ url, socketPath }: RequestUrl, tls: TlsTarget): ConnectTarget {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const literal = isIP(host) !== 0;
  return {
    host,
    port,
    addresses: literal ? [host] : [],
    socketPath,
    movedPorts: null,
    tls: secure ? { ...tls, servername: tls.servername ?? (literal ? null : host) } : null,
  };
}

/**
 * Resolves a target's host before the run, so that no request's time holds a DNS look-up. Where a name has several addresses
 * (`localhost` as ::1 and 127.0.0.1) the first that accepts a connection is put in front, since an arrival makes but one attempt.
 *
 * @throws UserError for a name that does not resolve
 */
export async function resolveTarget(target: ConnectTarget): Promise<ConnectTarget> {
  if (target.socketPath !== null || target.addresses.length > 0) return target;
  return { ...target, addresses: await acceptingFirst(await addressesOf(target.host), target.port) };
}

async function addressesOf(name: string): Promise<readonly string[]> {
  try {
    return await systemResolve(name);
  } catch (cause) {
    throw new UserError(`cannot resolve the host name ${name}`, {
      exitCode: EXIT.unreachable,
      where: name,
      try: 'Check the spelling, or use an IP address.',
      cause,
    });
  }
}

async function acceptingFirst(addresses: readonly string[], port: number): Promise<readonly string[]> {
  if (addresses.length < 2) return addresses;
  for (const address of addresses) {
    if (await accepts(address, port)) return [address, ...addresses.filter((other) => other !== address)];
  }
  return addresses;
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
