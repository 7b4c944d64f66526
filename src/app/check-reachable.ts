import { EXIT, UserError } from '../errors/user-error.ts';
import { tryConnect } from '../probes/try-connect.ts';

const CONNECT_LIMIT_MS = 5_000;

/**
 * One connection to each origin that load will go to. Throws a UserError (exit 6) for the first that takes none: a run against
 * nothing measures nothing.
 */
export async function checkReachable(urls: readonly string[], signal: AbortSignal): Promise<void> {
  const origins = new Map(urls.map((text) => [new URL(text).origin, new URL(text)]));
  for (const [origin, url] of origins) {
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const failure = await tryConnect(host, port, AbortSignal.any([signal, AbortSignal.timeout(CONNECT_LIMIT_MS)]));
    signal.throwIfAborted();
    if (failure === null) continue;
    throw new UserError(`${origin} cannot be reached: ${failureWords(failure, host)}`, {
      exitCode: EXIT.unreachable,
      where: origin,
      try: 'check the address and start the system first; in a manifest, its processes can be described under `stack`',
    });
  }
}

function failureWords({ name, code, message }: NodeJS.ErrnoException, host: string): string {
  if (name === 'AbortError' || name === 'TimeoutError') return `no connection within ${CONNECT_LIMIT_MS / 1000} s`;
  switch (code) {
    case 'ECONNREFUSED':
      return 'it refuses connections';
    case 'ENOTFOUND':
    case 'ENODATA':
      return `the name ${host} does not resolve to an address`;
    case 'EAI_AGAIN':
      return `the name ${host} cannot be resolved: no name server answers`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to its network from here';
    default:
      return message;
  }
}
