interface Cookie {
  readonly name: string;
  readonly value: string;
  /** With `hostOnly`, exactly this host; else it and all below. */
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
}

/** What a `Set-Cookie` may hold at most (RFC 6265, 6.1), and how many cookies one user keeps. */
const MAX_BYTES = 4096;
const MAX_COOKIES = 50;

/**
 * One virtual user's cookies: RFC 6265 without what needs a life longer than a flow. Domain, Path and Secure are honoured, cookies
 * that have expired are deleted, and those of an hour from now are like those of the session. No list of public suffixes: a
 * load test talks to hosts that it named itself.
 */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  get isEmpty(): boolean {
    return this.#cookies.size === 0;
  }

  /** @param header the value of one `Set-Cookie`; one that cannot be read is passed over, as browsers do */
  store(header: string, url: URL, nowMs: number): void {
    if (header.length > MAX_BYTES) return;
    const [pair = '', ...attributes] = header.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals < 1 || name === '') return;
    const given = attributesOf(attributes);
    const domain = (given.get('domain') ?? '').replace(/^\./u, '').toLowerCase();
    if (domain !== '' && !isWithin(url.hostname, domain)) return;
    const path = given.get('path')?.startsWith('/') === true ? (given.get('path') ?? '/') : defaultPath(url.pathname);
    const cookie: Cookie = {
      name,
      value: pair.slice(equals + 1).trim(),
      domain: domain === '' ? url.hostname : domain,
      hostOnly: domain === '',
      path,
      secure: given.has('secure'),
    };
    const key = `${cookie.domain};${path};${name}`;
    this.#cookies.delete(key);
    if (!hasExpired(given, nowMs) && this.#cookies.size < MAX_COOKIES) this.#cookies.set(key, cookie);
  }

  /** The value of `Cookie` for a request, longest paths first; `null`: none. */
  header(url: URL): string | null {
    if (this.isEmpty) return null;
    const fit = [...this.#cookies.values()].filter((cookie) => fits(cookie, url)).sort((a, b) => b.path.length - a.path.length);
    return fit.length === 0 ? null : fit.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}

function attributesOf(attributes: readonly string[]): Map<string, string> {
  return new Map(
    attributes.map((attribute) => {
      const at = attribute.indexOf('=');
      const name = at < 0 ? attribute : attribute.slice(0, at);
      return [name.trim().toLowerCase(), at < 0 ? '' : attribute.slice(at + 1).trim()];
    }),
  );
}

/** Max-Age wins over Expires (RFC 6265, 5.3). */
function hasExpired(given: ReadonlyMap<string, string>, nowMs: number): boolean {
  const maxAge = given.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/u.test(maxAge)) return Number(maxAge) <= 0;
  const expires = Date.parse(given.get('expires') ?? '');
  return !Number.isNaN(expires) && expires <= nowMs;
}

function fits({ domain, hostOnly, path, secure }: Cookie, url: URL): boolean {
  if (hostOnly ? url.hostname !== domain : !isWithin(url.hostname, domain)) return false;
  if (secure && url.protocol !== 'https:' && !isLoopback(url.hostname)) return false;
  return url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

/** What browsers call trustworthy, so that a flow against one's own machine needs no TLS. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/u.test(host);
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && !/^[\d.]+$|^\[/u.test(host));
}

/** RFC 6265, 5.1.4: up to the last slash. */
function defaultPath(pathname: string): string {
  const last = pathname.lastIndexOf('/');
  return last <= 0 ? '/' : pathname.slice(0, last);
}
