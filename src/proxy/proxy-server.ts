import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApiServer } from './api-server.ts';
import { BufferPool } from './buffer-pool.ts';
import { PreciseScheduler } from './precise-scheduler.ts';
import { ProxyCollection } from './proxy-collection.ts';
import { ServerLoad } from './server-context.ts';
import { TOXIC_KINDS } from './toxic-kinds.ts';

/** The Toxiproxy whose API this server speaks, and that it is not that one. */
export const PROXY_SERVER_VERSION = '2.12.0+shakedown';

export interface ProxyServerOptions {
  /** Start of all random numbers: toxicity, jitter, slices. */
  readonly seed: number;
  /** The module `wake-thread.main`. */
  readonly wakeThread: URL;
  /** The module `deaf-listener.main`. */
  readonly deafListener: URL;
  /** How long a connection to an upstream may take; 10 s when not given. */
  readonly dialTimeoutMs?: number;
}

/** The embedded fault proxy: Toxiproxy's HTTP API and toxics, in this process. */
export class ProxyServer {
  readonly #scheduler: PreciseScheduler;
  readonly #load = new ServerLoad();
  readonly #proxies: ProxyCollection;
  readonly #api: Server;

  constructor(options: ProxyServerOptions) {
    this.#scheduler = new PreciseScheduler(options.wakeThread);
    this.#proxies = new ProxyCollection({
      scheduler: this.#scheduler,
      seed: options.seed,
      deafListener: options.deafListener,
      dialTimeoutMs: options.dialTimeoutMs ?? 10_000,
      load: this.#load,
      buffers: new BufferPool(),
    });
    this.#api = createApiServer({ proxies: this.#proxies, kinds: TOXIC_KINDS, version: PROXY_SERVER_VERSION });
  }

  /** Opens the API. Returns its URL. Rejects when the port is taken. */
  async listen(host: string, port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#api.once('error', reject);
      this.#api.listen(port, host, () => {
        this.#api.off('error', reject);
        resolve();
      });
    });
    const bound = this.#api.address();
    if (bound === null || typeof bound === 'string') throw new Error('the API has no port');
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
  }

  /** Toxics off at once and every proxy enabled; then traffic passes until its connections end or `drainMs` is over, and the rest is reset. Returns how many were. */
  async healAndDrain(drainMs: number): Promise<number> {
    await Promise.allSettled(this.#proxies.all().map((proxy) => proxy.clearToxics()));
    await this.#proxies.reset().catch(() => undefined);
    const deadline = performance.now() + drainMs;
    while (this.#load.connections > 0 && performance.now() < deadline) await sleep(20);
    return this.#proxies.all().reduce((count, proxy) => count + proxy.resetRest(), 0);
  }

  /** Ends everything that keeps the process alive. */
  async close(): Promise<void> {
    this.#api.close();
    this.#api.closeAllConnections();
    await Promise.all(this.#proxies.all().map((proxy) => proxy.stop()));
    await this.#scheduler.close();
  }
}
