import { fileURLToPath } from 'node:url';
import { transportCreator } from '../../../../src/load/engine/create-transport.ts';
import { EngineClock } from '../../../../src/load/engine/engine-clock.ts';
import { Exchange } from '../../../../src/load/engine/exchange.ts';
import { DEFAULT_RESPONSE_LIMITS } from '../../../../src/load/engine/http1/limits.ts';
import { wireRequest, type PlainRequest } from '../../../../src/load/engine/request-bytes.ts';
import { requestUrl } from '../../../../src/manifest/request-url.ts';
import { targetOf } from '../../../../src/load/engine/resolve-target.ts';
import { stationOf } from '../../../../src/load/engine/station-of.ts';
import type { Transport, TransportListener } from '../../../../src/load/engine/transport.ts';
import type { TlsTarget, TransportSetup } from '../../../../src/load/engine/worker-messages.ts';
import type { KeepNeeds, WireRequest } from '../../../../src/load/engine/wire-request.ts';
import type { Outcome } from '../../../../src/load/load-driver.ts';

export const NO_TLS: TlsTarget = { servername: null, rejectUnauthorized: true, ca: null, cert: null, key: null, passphrase: null };

/** How an exchange ended, as the transport told it. */
export interface Ended {
  readonly outcome: 'answered' | 'given-up' | Outcome;
  readonly status: number;
  readonly detail: string | null;
  readonly exchange: Exchange;
}

export interface BenchOptions extends Partial<Omit<TransportSetup, 'target' | 'tls'>> {
  readonly tls?: Partial<TlsTarget>;
  readonly addresses?: readonly string[];
}

export const fixturePath = (name: string): string => fileURLToPath(new URL(`../../../fixtures/tls/${name}`, import.meta.url));

/** One transport in this thread, and the ends of what is sent through it. */
export class TransportBench implements TransportListener {
  readonly clock = new EngineClock(process.hrtime.bigint());
  readonly #url: URL;
  readonly #pending = new Map<Exchange, (ended: Ended) => void>();
  #transport: Transport | undefined;
  /** How often something that was over ended again: never. */
  endedTwice = 0;

  constructor(url: URL) {
    this.#url = url;
  }

  static async open(text: string, options: BenchOptions = {}): Promise<TransportBench> {
    const parsed = requestUrl(text);
    if (parsed === null) throw new Error(`no URL: ${text}`);
    const { tls, addresses, ...rest } = options;
    const target = targetOf(parsed, { ...NO_TLS, ...tls });
    const setup: TransportSetup = {
      target: addresses === undefined ? target : { ...target, addresses },
      tls: { ...NO_TLS, ...tls },
      maxConnections: Infinity,
      http: '1.1',
      proxy: null,
      decompress: false,
      maxRedirects: 0,
      namedHosts: [parsed.url.hostname],
      connectTimeoutUs: null,
      firstByteTimeoutUs: null,
      limits: DEFAULT_RESPONSE_LIMITS,
      dnsTtlMs: 60_000,
      ...rest,
    };
    const bench = new TransportBench(parsed.url);
    const create = await transportCreator([setup]);
    bench.#transport = create(setup, bench, { clock: bench.clock, readBuffer: new Uint8Array(64 * 1024) });
    return bench;
  }

  get transport(): Transport {
    if (this.#transport === undefined) throw new Error('not open');
    return this.#transport;
  }

  request(request: Partial<PlainRequest> & { readonly path?: string; readonly keep?: KeepNeeds } = {}): WireRequest {
    const { path, keep = null, ...rest } = request;
    const marks = { run: 'run-1', userAgent: 'shakedown/test' };
    return wireRequest(
      { method: 'GET', headers: {}, body: null, ...rest },
      path === undefined ? this.#url : new URL(path, this.#url),
      marks,
      keep,
    );
  }

  /** @param withinMs the time for the whole response, which is the runner's to watch over */
  send(request: WireRequest = this.request(), withinMs = 10_000): Promise<Ended> {
    const exchange = new Exchange();
    const nowUs = this.clock.nowUs();
    exchange.start(nowUs, nowUs, request);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#giveUp(exchange), withinMs);
      this.#pending.set(exchange, (ended) => {
        clearTimeout(timer);
        resolve(ended);
      });
      this.transport.send(exchange, nowUs);
    });
  }

  onAnswered(exchange: Exchange, status: number): void {
    this.#end(exchange, { outcome: 'answered', status, detail: exchange.detail, exchange });
  }

  onFailed(exchange: Exchange, outcome: Outcome): void {
    this.#end(exchange, { outcome, status: 0, detail: exchange.detail, exchange });
  }

  close(): void {
    this.transport.close();
  }

  #giveUp(exchange: Exchange): void {
    const detail = stationOf(exchange);
    this.transport.cancel(exchange);
    this.#end(exchange, { outcome: 'given-up', status: 0, detail, exchange });
  }

  #end(exchange: Exchange, ended: Ended): void {
    const resolve = this.#pending.get(exchange);
    if (resolve === undefined) this.endedTwice++;
    this.#pending.delete(exchange);
    resolve?.(ended);
  }
}

/** Only what a test about outcomes asks. */
export function told({ outcome, status, detail }: Ended): readonly [outcome: string, detail: string | null] | readonly [number] {
  return outcome === 'answered' ? [status] : [outcome, detail];
}
