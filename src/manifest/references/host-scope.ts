/** What a host's name alone tells of where it is. */
export type HostScope = 'loopback' | 'private' | 'public';

/** Domains that public DNS does not serve: RFC 2606, 6762, 8375, ICANN's `.internal`, and the habit of `.lan`. */
const PRIVATE_DOMAINS = /\.(?:localhost|local|internal|test|example|invalid|lan|home\.arpa)$/u;

/**
 * Addresses by their ranges (RFC 1918, 4193, 6598, 3927). Names: those without a dot and those of private domains resolve within one's own network;
 * any other may resolve to anything tomorrow, so it counts as public, whatever it resolves to today.
 */
export function hostScope(hostname: string): HostScope {
  const host = hostname.toLowerCase().replaceAll(/^\[|\]$|\.$/gu, '');
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1') return 'loopback';
  if (host.includes(':')) return /^(?:f[cd][\da-f]{2}|fe[89ab][\da-f]):/u.test(host) ? 'private' : mappedScope(host);
  const octets = /^\d+\.\d+\.\d+\.\d+$/u.test(host) ? host.split('.').map(Number) : null;
  if (octets !== null) return scopeOfIpv4(octets);
  return !host.includes('.') || PRIVATE_DOMAINS.test(host) ? 'private' : 'public';
}

function scopeOfIpv4([a = 0, b = 0]: readonly number[]): HostScope {
  if (a === 127 || a === 0) return 'loopback';
  const isPrivate =
    a === 10 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128);
  return isPrivate ? 'private' : 'public';
}

/** `::ffff:7f00:1` is 127.0.0.1. */
function mappedScope(host: string): HostScope {
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/u.exec(host) ?? [];
  if (high === undefined || low === undefined) return host === '::' ? 'loopback' : 'public';
  const [h, l] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return scopeOfIpv4([h >> 8, h & 255, l >> 8, l & 255]);
}
