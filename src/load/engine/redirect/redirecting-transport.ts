import { hostScope } from '../../../manifest/references/host-scope.ts';
import type { Outcome } from '../../load-driver.ts';
import { inUrl } from '../../scenario/escapes.ts';
import type { Exchange } from '../exchange.ts';
import { targetOf } from '../resolve-target.ts';
import type { Transport, TransportListener } from '../transport.ts';
import type { TransportSetup } from '../worker-messages.ts';
import type { WireRequest } from '../wire-request.ts';
import { isRedirect, redirectedRequest } from './redirected-request.ts';

/** Beyond so many, connections to one that nobody is at are closed when another is asked for: a server may name ever new ones. */
const ORIGINS = 16;

/** How one origin is reached, and how many are there now. */
interface Origin {
  readonly transport: Transport;
  inFlight: number;
}

/** An exchange on its way: where it is, and where it has been. */
interface Trip {
  readonly origin: Origin;
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
  readonly #origins = new Map<string, Origin>();
  /** Nobody is there; the one left longest ago first. */
  readonly #deserted = new Map<Origin, string>();
  /** By transports that are closed. */
  #openedBefore = 0;
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
    this.#origins.set(this.#home.origin, { transport: create(setup, this), inFlight: 0 });
  }

  get connections(): number {
    return this.#sum((transport) => transport.connections);
  }

  get connectionsOpened(): number {
    return this.#openedBefore + this.#sum((transport) => transport.connectionsOpened);
  }

  send(exchange: Exchange, nowUs: number): void {
    this.#sendTo(exchange, new URL(exchange.request.path, this.#home), [], nowUs);
  }

  cancel(exchange: Exchange): void {
    this.#trips.get(exchange)?.origin.transport.cancel(exchange);
    this.#end(exchange);
  }

  close(): void {
    this.#trips.clear();
    for (const { transport } of this.#origins.values()) transport.close();
  }

  onAnswered(exchange: Exchange, status: number, nowUs: number): void {
    const trip = this.#trips.get(exchange);
    const location = isRedirect(status) ? exchange.response?.header('location') : null;
    if (trip === undefined || location == null) {
      this.#end(exchange);
      return this.#listener.onAnswered(exchange, status, nowUs);
    }
    const to = this.#destination(trip, location);
    if (typeof to === 'string') return this.#refuse(exchange, to, nowUs);
    const jarCookies = this.#listener.onRedirected?.(exchange, to) ?? null;
    const request = redirectedRequest(exchange.request, status, trip.url, to, jarCookies);
    const refusal = this.#refusal(trip, questionOf(request, to));
    if (refusal !== null) return this.#refuse(exchange, refusal, nowUs);
    exchange.begin(request);
    this.#sendTo(exchange, to, trip.asked, nowUs);
  }

  onFailed(exchange: Exchange, outcome: Outcome, nowUs: number): void {
    this.#end(exchange);
    this.#listener.onFailed(exchange, outcome, nowUs);
  }

  #sendTo(exchange: Exchange, url: URL, asked: readonly string[], nowUs: number): void {
    const origin = this.#originOf(url);
    this.#deserted.delete(origin);
    origin.inFlight++;
    this.#end(exchange);
    exchange.request = exchange.request.keep === null ? { ...exchange.request, keep: { maxBodyBytes: 0 } } : exchange.request;
    this.#trips.set(exchange, { origin, url, asked: [...asked, questionOf(exchange.request, url)] });
    origin.transport.send(exchange, nowUs);
  }

  #end(exchange: Exchange): void {
    const trip = this.#trips.get(exchange);
    if (trip === undefined) return;
    this.#trips.delete(exchange);
    const { origin, url } = trip;
    origin.inFlight--;
    if (origin.inFlight === 0 && url.origin !== this.#home.origin) this.#deserted.set(origin, url.origin);
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

  #originOf(url: URL): Origin {
    const known = this.#origins.get(url.origin);
    if (known !== undefined) return known;
    this.#closeDeserted();
    const origin = { transport: this.#create(this.#setupFor(url), this), inFlight: 0 };
    this.#origins.set(url.origin, origin);
    return origin;
  }

  #closeDeserted(): void {
    for (const [origin, name] of this.#deserted) {
      if (this.#origins.size < ORIGINS) return;
      this.#deserted.delete(origin);
      this.#origins.delete(name);
      this.#openedBefore += origin.transport.connectionsOpened;
      origin.transport.close();
    }
  }

  #setupFor({ hostname, protocol, host }: URL): TransportSetup {
    const sameHost = hostname === this.#home.hostname;
    const url = { url: new URL(`${protocol}//${host}`), socketPath: sameHost ? this.#setup.target.socketPath : null };
    const tls = sameHost ? this.#setup.tls : { ...this.#setup.tls, servername: null, cert: null, key: null };
    const target = targetOf(url, tls);
    const addresses = sameHost ? this.#setup.target.addresses : target.addresses;
    const movedPorts = sameHost ? this.#setup.target.movedPorts : null;
    return { ...this.#setup, target: { ...target, addresses, movedPorts } };
  }

  #sum(of: (transport: Transport) => number): number {
    let sum = 0;
    for (const { transport } of this.#origins.values()) sum += of(transport);
    return sum;
  }
}

/** What an answer depends on, as far as a redirect changes it: the same page says another thing to whom it has just given a cookie. */
function questionOf({ method, headers }: WireRequest, { href }: URL): string {
  const cookies = headers.flatMap(([name, value]) => (name.toLowerCase() === 'cookie' ? [value] : []));
  return [method, href, ...cookies].join(' ');
}
