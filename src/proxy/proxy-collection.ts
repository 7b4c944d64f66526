import { ApiError, proxyExists, proxyNotFound } from './api-error.ts';
import { FaultProxy } from './fault-proxy.ts';
import type { ServerContext } from './server-context.ts';

export interface ProxySpec {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
}

/** The proxies of a server by name. Changes that wait for a port to open take turns. */
export class ProxyCollection {
  readonly #context: ServerContext;
  readonly #proxies = new Map<string, FaultProxy>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: ServerContext) {
    this.#context = context;
  }

  all(): readonly FaultProxy[] {
    return [...this.#proxies.values()];
  }

  get(name: string): FaultProxy {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) throw proxyNotFound();
    return proxy;
  }

  create(spec: ProxySpec): Promise<FaultProxy> {
    return this.#inTurn(async () => {
      if (this.#proxies.has(spec.name)) throw proxyExists();
      return this.#add(spec);
    });
  }

  /** An identical proxy is left as it is, toxics and enabled flag included; one of that name with other addresses is replaced. */
  createOrReplace(spec: ProxySpec): Promise<FaultProxy> {
    return this.#inTurn(async () => {
      const existing = this.#proxies.get(spec.name);
      if (existing !== undefined && !(await existing.differs(spec))) return existing;
      await existing?.stop();
      return this.#add(spec);
    });
  }

  update(name: string, change: (proxy: FaultProxy) => Omit<ProxySpec, 'name'>): Promise<FaultProxy> {
    return this.#inTurn(async () => {
      const proxy = this.get(name);
      await proxy.update(change(proxy));
      return proxy;
    });
  }

  remove(name: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.get(name).stop();
      this.#proxies.delete(name);
    });
  }

  /** Enables every proxy and takes off every toxic, also of the others when one cannot start; then throws that one's error. */
  reset(): Promise<void> {
    return this.#inTurn(async () => {
      const failures: ApiError[] = [];
      for (const proxy of this.#proxies.values()) {
        try {
          await proxy.clearToxics();
          await proxy.start();
        } catch (error) {
          failures.push(error instanceof ApiError ? error : new ApiError(500, String(error)));
        }
      }
      const [first] = failures;
      if (first !== undefined) throw first;
    });
  }

  async #add(spec: ProxySpec): Promise<FaultProxy> {
    const proxy = new FaultProxy(spec.name, spec.listen, spec.upstream, this.#context);
    if (spec.enabled) await proxy.start();
    this.#proxies.set(spec.name, proxy);
    return proxy;
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
