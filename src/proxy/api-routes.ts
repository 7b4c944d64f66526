import { ApiError } from './api-error.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { metricsText } from './metrics-text.ts';
import { parseProxies, parseProxy, parseProxyChange } from './proxy-body.ts';
import type { ProxyCollection } from './proxy-collection.ts';
import type { ToxicKind } from './toxic.ts';
import { toxicJson } from './toxic.ts';
import { parseToxic, parseToxicChange } from './toxic-body.ts';

/** What a route answers with; `json: undefined` is an empty body. */
export interface ApiAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
}

export interface ApiRequest {
  readonly method: string;
  /** Decoded, without the leading slash. */
  readonly path: readonly string[];
  readonly body: () => Promise<unknown>;
}

export interface ApiState {
  readonly proxies: ProxyCollection;
  readonly kinds: ReadonlyMap<string, ToxicKind>;
  readonly version: string;
}

type Handler = (request: ApiRequest, state: ApiState) => Promise<ApiAnswer> | ApiAnswer;

/** Toxiproxy's routes: `*` stands for a name. POST on one proxy or toxic is the deprecated PATCH. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  version: { GET: (_, { version }) => ({ status: 200, json: { version } }) },
  reset: { POST: async (_, { proxies }) => (await proxies.reset(), { status: 204 }) },
  metrics: { GET: (_, { proxies }) => ({ status: 200, text: metricsText(proxies.all()) }) },
  populate: { POST: populate },
  proxies: {
    GET: (_, { proxies }) => ({ status: 200, json: Object.fromEntries(proxies.all().map((each) => [each.name, proxyJson(each)])) }),
    POST: async (request, { proxies }) => ({ status: 201, json: proxyJson(await proxies.create(parseProxy(await request.body()))) }),
  },
  'proxies/*': {
    GET: (request, state) => ({ status: 200, json: proxyJson(proxyOf(request, state)) }),
    POST: updateProxy,
    PATCH: updateProxy,
    DELETE: async (request, { proxies }) => (await proxies.remove(request.path[1] ?? ''), { status: 204 }),
  },
  'proxies/*/toxics': {
    GET: (request, state) => ({ status: 200, json: proxyOf(request, state).toxics.map(toxicJson) }),
    POST: async (request, state) => {
      proxyOf(request, state);
      const toxic = parseToxic(await request.body(), state.kinds);
      await proxyOf(request, state).addToxic(toxic);
      return { status: 200, json: toxicJson(toxic) };
    },
  },
  'proxies/*/toxics/*': {
    GET: (request, state) => ({ status: 200, json: toxicJson(proxyOf(request, state).toxic(request.path[3] ?? '')) }),
    POST: updateToxic,
    PATCH: updateToxic,
    DELETE: async (request, state) => (await proxyOf(request, state).removeToxic(request.path[3] ?? ''), { status: 204 }),
  },
};

/** Answers one request. Throws an ApiError for every other answer than success. */
export async function answer(request: ApiRequest, state: ApiState): Promise<ApiAnswer> {
  const pattern = request.path.map((part, index) => (index % 2 === 1 && part !== '' ? '*' : part)).join('/');
  const methods = Object.hasOwn(ROUTES, pattern) ? ROUTES[pattern] : undefined;
  if (methods === undefined) throw new ApiError(404, `no such path: /${request.path.join('/')}`);
  const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (handler === undefined) throw new ApiError(405, `${request.method} is not for this path (${Object.keys(methods).join(', ')} are)`);
  return handler(request, state);
}

export function proxyJson(proxy: FaultProxy): object {
  const { name, listen, upstream, enabled } = proxy;
  return { name, listen, upstream, enabled, toxics: proxy.toxics.map(toxicJson) };
}

function proxyOf(request: ApiRequest, { proxies }: ApiState): FaultProxy {
  return proxies.get(request.path[1] ?? '');
}

async function updateProxy(request: ApiRequest, state: ApiState): Promise<ApiAnswer> {
  proxyOf(request, state);
  const body = await request.body();
  const proxy = await state.proxies.update(request.path[1] ?? '', (current) => parseProxyChange(body, current));
  return { status: 200, json: proxyJson(proxy) };
}

async function updateToxic(request: ApiRequest, state: ApiState): Promise<ApiAnswer> {
  proxyOf(request, state).toxic(request.path[3] ?? '');
  const body = await request.body();
  const proxy = proxyOf(request, state);
  const toxic = parseToxicChange(body, proxy.toxic(request.path[3] ?? ''));
  await proxy.updateToxic(toxic);
  return { status: 200, json: toxicJson(toxic) };
}

/** What was created before a failure is listed beside the error. */
async function populate(request: ApiRequest, { proxies }: ApiState): Promise<ApiAnswer> {
  const done: object[] = [];
  try {
    for (const spec of parseProxies(await request.body())) done.push(proxyJson(await proxies.createOrReplace(spec)));
    return { status: 201, json: { proxies: done } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, json: { error: error.message, status: error.status, proxies: done } };
  }
}
