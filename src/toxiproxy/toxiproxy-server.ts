import type { ICreateToxicBody, Proxy, Toxic } from 'toxiproxy-node-client';
import { Toxiproxy } from 'toxiproxy-node-client';
import { EXIT, UserError } from '../errors/user-error.ts';
import { LimitedHttpClient } from './limited-http-client.ts';
import type { SendCall } from './limited-http-client.ts';
import { isProxyOf, isToxicOf } from './proxy-name.ts';
import { ToxiproxyCallError } from './toxiproxy-call-error.ts';
import type { ToxicSpec } from './toxic-spec.ts';
import { differences } from './toxic-spec.ts';

/** Longer than any sound server takes, short enough for an undo. */
const CALL_MS = 3_000;

export interface ToxiproxyServerOptions {
  /** `http://127.0.0.1:8474` */
  readonly apiUrl: string;
  /** Only proxies whose names carry this run are touched, and those of others that are named as `standing`. */
  readonly run: string;
  /** Proxies of others that may get toxics of this run, and be disabled for a while; never led elsewhere or deleted. */
  readonly standing?: readonly string[];
  /** Sent as User-Agent; `shakedown` when not given. */
  readonly userAgent?: string;
  /** By `fetch` when not given. */
  readonly send?: SendCall;
}

export interface ProxyState {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
}

/**
 * A Toxiproxy-compatible server as one run uses it, through toxiproxy-node-client. No call takes longer than 3 s, errors carry the
 * server's own words (ToxiproxyCallError), and what was asked for is read back and compared. Never calls `/reset`.
 */
export interface ToxiproxyServer {
  readonly apiUrl: string;
  version(signal: AbortSignal): Promise<string>;
  /** `listen` with port 0 gets one; the answer says which. Enabled unless it says otherwise. */
  createProxy(
    proxy: { readonly name: string; readonly listen: string; readonly upstream: string; readonly enabled?: boolean },
    signal: AbortSignal,
  ): Promise<ProxyState>;
  /** All that it has, whoever made them. */
  proxies(signal: AbortSignal): Promise<readonly ProxyState[]>;
  /** The names of all proxies that it has, with those of the toxics on each. */
  toxics(signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>;
  /** `null` when the server has none of that name. */
  proxy(name: string, signal: AbortSignal): Promise<ProxyState | null>;
  /** False when the server has no such proxy. */
  setEnabled(name: string, enabled: boolean, signal: AbortSignal): Promise<boolean>;
  /** Leads what comes from now on to another server; connections that stand are closed. */
  setUpstream(name: string, upstream: string, signal: AbortSignal): Promise<void>;
  /** False when there was none. */
  deleteProxy(name: string, signal: AbortSignal): Promise<boolean>;
  addToxic(proxy: string, toxic: ToxicSpec, signal: AbortSignal): Promise<void>;
  /** False when the proxy or the toxic was not there. */
  removeToxic(proxy: string, toxic: string, signal: AbortSignal): Promise<boolean>;
  /** Prometheus text; `null` where the server shows none. */
  metrics(signal: AbortSignal): Promise<string | null>;
}

export function createToxiproxyServer(options: ToxiproxyServerOptions): ToxiproxyServer {
  const { apiUrl, run, userAgent = 'shakedown', send, standing = [] } = options;
  const headers = { 'user-agent': userAgent, 'x-shakedown-run': run };
  const url = apiUrl.replace(/\/+$/, '');

  const client = (signal: AbortSignal): Toxiproxy => {
    const made = new Toxiproxy(url);
    made.api = new LimitedHttpClient({ timeoutMs: CALL_MS, signal, headers, ...(send === undefined ? {} : { send }) });
    return made;
  };
  const find = async (name: string, signal: AbortSignal): Promise<Proxy | null> => {
    if (!standing.includes(name)) refuseOthers(name, run, url);
    return orNull(() => client(signal).get(name));
  };

  return {
    apiUrl: url,
    version: async (signal) => versionIn(await client(signal).getVersion()),
    createProxy: async (proxy, signal) => {
      refuseOthers(proxy.name, run, url);
      const { enabled = true } = proxy;
      const made = await client(signal).createProxy({ ...proxy, enabled });
      if (made.upstream !== proxy.upstream || made.enabled !== enabled)
        throw mismatch(url, `proxy ${proxy.name}`, 'it was not created as asked');
      return stateOf(made);
    },
    proxies: async (signal) => Object.values(await client(signal).getAll()).map(stateOf),
    toxics: async (signal) => toxicsIn(await client(signal).api.getText(`${url}/proxies`)),
    proxy: async (name, signal) => {
      const found = await find(name, signal);
      return found === null ? null : stateOf(found);
    },
    setEnabled: async (name, enabled, signal) => {
      const found = await find(name, signal);
      if (found === null) return false;
      if (found.enabled === enabled) return true;
      const updated = await found.update({ enabled, listen: found.listen, upstream: found.upstream });
      if (updated.enabled !== enabled) throw mismatch(url, `proxy ${name}`, `enabled is still ${updated.enabled}`);
      return true;
    },
    setUpstream: async (name, upstream, signal) => {
      refuseOthers(name, run, url);
      const found = await find(name, signal);
      if (found === null) throw mismatch(url, `proxy ${name}`, 'the server does not have it');
      if (found.upstream === upstream) return;
      const updated = await found.update({ enabled: found.enabled, listen: found.listen, upstream });
      if (updated.upstream !== upstream) throw mismatch(url, `proxy ${name}`, `its upstream is still ${updated.upstream}`);
    },
    deleteProxy: async (name, signal) => {
      refuseOthers(name, run, url);
      const found = await find(name, signal);
      if (found === null || !(await done(() => found.remove()))) return false;
      if ((await find(name, signal)) !== null) throw mismatch(url, `proxy ${name}`, 'it was deleted, and is still there');
      return true;
    },
    addToxic: async (proxy, toxic, signal) => {
      const found = await find(proxy, signal);
      if (found === null) throw mismatch(url, `proxy ${proxy}`, 'the server does not have it');
      // The library sends the type as it is.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      await found.addToxic(toxic as ICreateToxicBody<unknown>);
      const problems = differences(toxic, await found.getToxic(toxic.name));
      if (problems.length > 0) throw mismatch(url, `toxic ${toxic.name}`, problems.join(', '));
    },
    removeToxic: async (proxy, toxic, signal) => {
      if (!isProxyOf(run, proxy) && !isToxicOf(run, toxic))
        throw new Error(`toxic ${toxic} on ${url} is not of run ${run}: it is not ours to take off`);
      const found = await find(proxy, signal);
      const there: Toxic<unknown> | null = found === null ? null : await orNull(() => found.getToxic(toxic));
      if (found === null || there === null || !(await done(() => there.remove()))) return false;
      if ((await orNull(() => found.getToxic(toxic))) !== null)
        throw mismatch(url, `toxic ${toxic}`, 'it was taken off, and is still there');
      return true;
    },
    metrics: (signal) => orNull(() => client(signal).api.getText(`${url}/metrics`)),
  };
}

function stateOf({ name, listen, upstream, enabled }: Proxy): ProxyState {
  return { name, listen, upstream, enabled };
}

/** Of `GET /proxies`, of which the library drops them. */
function toxicsIn(text: string): ReadonlyMap<string, readonly string[]> {
  const parsed: unknown = JSON.parse(text);
  const proxies: Readonly<Record<string, unknown>> = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  return new Map(
    Object.entries(proxies).map(([name, proxy]) => {
      const toxics: unknown = typeof proxy === 'object' && proxy !== null && 'toxics' in proxy ? proxy.toxics : [];
      return [name, Array.isArray(toxics) ? toxics.flatMap(nameIn) : []];
    }),
  );
}

function nameIn(toxic: unknown): readonly string[] {
  return typeof toxic === 'object' && toxic !== null && 'name' in toxic && typeof toxic.name === 'string' ? [toxic.name] : [];
}

/** `null` for the server's 404; every other failure is thrown. */
async function orNull<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ToxiproxyCallError && error.status === 404) return null;
    throw error;
  }
}

async function done(call: () => Promise<void>): Promise<boolean> {
  return (await orNull(async () => (await call(), true))) ?? false;
}

function refuseOthers(name: string, run: string, url: string): void {
  if (!isProxyOf(run, name)) throw new Error(`proxy ${name} on ${url} is not of run ${run}: it is not ours to touch`);
}

function mismatch(url: string, what: string, how: string): UserError {
  return new UserError(`${what} is not as asked for: ${how}`, { exitCode: EXIT.unreachable, where: url });
}

/** The real server says `{"version": "2.12.0"}`, older ones the bare text. */
function versionIn(text: string): string {
  return /"version"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? text.trim();
}
