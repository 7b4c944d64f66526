import { EXIT, UserError } from '../errors/user-error.ts';
import { requestUrl } from '../manifest/request-url.ts';
import { tryConnect, type ConnectPlace } from '../probes/try-connect.ts';

const CONNECT_LIMIT_MS = 5_000;

/**
 * One connection to each origin that load will go to. Throws a UserError (exit 6) for the first that takes none: a run against
 * nothing measures nothing.
 */
export async function checkReachable(urls: readonly string[], signal: AbortSignal): Promise<void> {
  const places = new Map(urls.flatMap((text) => placeOf(text)));
  for (const [origin, to] of places) {
    const failure = await tryConnect(to, AbortSignal.any([signal, AbortSignal.timeout(CONNECT_LIMIT_MS)]));
    signal.throwIfAborted();
    if (failure === null) continue;
    throw new UserError(`${origin} cannot be reached: ${failureWords(failure, 'host' in to ? to.host : to.path)}`, {
      exitCode: EXIT.unreachable,
      where: origin,
      try: 'check the address and start the system first; in a manifest, its processes can be described under `stack`',
    });
  }
}

/** What is no URL is refused with better words where it is sent. */
function placeOf(text: string): (readonly [string, ConnectPlace])[] {
  const target = requestUrl(text);
  if (target === null) return [];
  const { url, socketPath } = target;
  if (socketPath !== null) return [[socketPath, { path: socketPath }]];
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return [[url.origin, { host: url.hostname.replaceAll(/^\[|\]$/gu, ''), port }]];
}

function failureWords({ name, code, message }: NodeJS.ErrnoException, host: string): string {
  if (name === 'AbortError' || name === 'TimeoutError') return `no connection within ${CONNECT_LIMIT_MS / 1000} s`;
  switch (code) {
    case 'ECONNREFUSED':
      return 'it refuses connections';
    case 'ENOENT':
      return 'there is no such socket';
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
