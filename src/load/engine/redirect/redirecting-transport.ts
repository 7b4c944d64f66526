import { hostScope } from '../../../manifest/references/host-scope.ts';
import type { Outcome } from '../../load-driver.ts';
import { inUrl } from '../../scenario/escapes.ts';
import type { Exchange } from '../exchange.ts';
import { targetOf } from '../resolve-target.ts';
import type { Transport, TransportListener } from '../transport.ts';
import type { TransportSetup } from '../worker-messages.ts';
import type { WireRequest } from '../wire-request.ts';
import { isRedirect, redirectedRequest } from './redirected-request.ts';

/** An exchange on its way: where it is, by which transport, and where it has been. */
interface Trip {
  readonly transport: Transport;
  readonly url: URL;
  /** What was asked so far, by method, URL and cookies. */
  readonly asked: readonly string[];
}

/** Follows redirects, up to a bound, within the time of the one exchange. Each origin has a transport of its own. */
export class RedirectingTransport implements Transport, TransportListener {
  readonly #setup: TransportSetup;
  readonly #listener: TransportListener;
  readonly #create: (setup: TransportSetup, listener: TransportListener) => Transport;
  readonly #home: URL;
  readonly #transports = new Map<string, Transport>();
  readonly #trips = new Map<Exchange, Trip>();

  constructor(
    setup: TransportSetup,
    listener: TransportListener,
    create: (setup: TransportSetup, listener: TransportListener) => Transport,
  ) {
    const { host, port, tls } = setup.target;
    this.#setup = setup;
    this.#listener = listener;
    this.#create = create;
    this.#home = new URL(`${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`);
    this.#transports.set(this.#home.origin, create(setup, this));
  }

  get connections(): number {
    return this.#sum((transport) => transport.connections);
  }

  get connectionsOpened(): number {
    return this.#sum((transport) => transport.connectionsOpened);
  }

  send(exchange: Exchange, nowUs: number): void {
    this.#sendTo(exchange, new URL(exchange.request.path, this.#home), [], nowUs);
  }

  cancel(exchange: Exchange): void {
    this.#trips.get(exchange)?.transport.cancel(exchange);
    this.#trips.delete(exchange);
  }

  close(): void {
    this.#trips.clear();
    for (const transport of this.#transports.values()) transport.close();
  }

  onAnswered(exchange: Exchange, status: number, nowUs: number): void {
    const trip = this.#trips.get(exchange);
    const location = isRedirect(status) ? exchange.response?.header('location') : null;
    if (trip === undefined || location == null) {
      this.#trips.delete(exchange);
      return this.#listener.onAnswered(exchange, status, nowUs);
    }
    const to = this.#destination(trip, location);
    if (typeof to === 'string') return this.#refuse(exchange, to, nowUs);
    const jarCookies = this.#listener.onRedirected?.(exchange, to) ?? null;
    const request = redirectedRequest(exchange.request, status, trip.url, to, jarCookies);
    const refusal = this.#refusal(trip, questionOf(request, to));
    if (refusal !== null) return this.#refuse(exchange, refusal, nowUs);
    exchange.request = request;
    exchange.response = null;
    exchange.writtenUs = -1;
    exchange.firstByteUs = -1;
    this.#sendTo(exchange, to, trip.asked, nowUs);
  }

  onFailed(exchange: Exchange, outcome: Outcome, nowUs: number): void {
    this.#trips.delete(exchange);
    this.#listener.onFailed(exchange, outcome, nowUs);
  }

  #sendTo(exchange: Exchange, url: URL, asked: readonly string[], nowUs: number): void {
    const transport = this.#transportFor(url);
    exchange.request = exchange.request.keep === null ? { ...exchange.request, keep: { maxBodyBytes: 0 } } : exchange.request;
    this.#trips.set(exchange, { transport, url, asked: [...asked, questionOf(exchange.request, url)] });
    transport.send(exchange, nowUs);
  }

  #refuse(exchange: Exchange, why: string, nowUs: number): void {
    exchange.detail = why;
    this.onFailed(exchange, 'status', nowUs);
  }

  /** Where a redirect leads, or why it is not followed there. Load goes to no stranger, whoever sends it there. */
  #destination({ url }: Trip, text: string): URL | string {
    // A URL's parser knows characters only, and this may be bytes.
    const location = text.replaceAll(/[^\x00-\x7f]/gu, inUrl);
    if (!URL.canParse(location, url.href)) return 'bad-redirect';
    const to = new URL(location, url);
    to.hash = '';
    if (to.protocol !== 'http:' && to.protocol !== 'https:') return 'bad-redirect';
    const isStranger = !this.#setup.namedHosts.includes(to.hostname) && hostScope(to.hostname) === 'public';
    return isStranger ? 'redirect-to-public-host' : to;
  }

  /** What was asked before will be answered as before. */
  #refusal({ asked }: Trip, next: string): string | null {
    if (asked.includes(next)) return 'redirect-ring';
    return asked.length > this.#setup.maxRedirects ? 'too-many-redirects' : null;
  }

  #transportFor({ origin, hostname, protocol, host }: URL): Transport {
    let transport = this.#transports.get(origin);
    if (transport === undefined) {
      const sameHost = hostname === this.#home.hostname;
      const url = { url: new URL(`${protocol}//${host}`), socketPath: sameHost ? this.#setup.target.socketPath : null };
      const tls = sameHost ? this.#setup.tls : { ...this.#setup.tls, servername: null, cert: null, key: null };
      const target = targetOf(url, tls);
      const addresses = sameHost ? this.#setup.target.addresses : target.addresses;
      const movedPorts = sameHost ? this.#setup.target.movedPorts : null;
      transport = this.#create({ ...this.#setup, target: { ...target, addresses, movedPorts } }, this);
      this.#transports.set(origin, transport);
    }
    return transport;
  }

  #sum(of: (transport: Transport) => number): number {
    let sum = 0;
    for (const transport of this.#transports.values()) sum += of(transport);
    return sum;
  }
}

/** What an answer depends on, as far as a redirect changes it: the same page says another thing to whom it has just given a cookie. */
function questionOf({ method, headers }: WireRequest, { href }: URL): string {
  const cookies = headers.flatMap(([name, value]) => (name.toLowerCase() === 'cookie' ? [value] : []));
  return [method, href, ...cookies].join(' ');
}
