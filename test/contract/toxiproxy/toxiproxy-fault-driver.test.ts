import type { FaultSettings, HttpSettings } from '../../../src/faults/fault-settings.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import type { EdgeRoute } from '../../../src/stack/running-stack.ts';
import { proxyName } from '../../../src/toxiproxy/proxy-name.ts';
import { createToxiproxyServer } from '../../../src/toxiproxy/toxiproxy-server.ts';
import type { DriverSource } from '../fault-driver/driver-source.ts';
import type { FaultCase, FaultSubject } from '../fault-driver/fault-driver-contract.ts';
import { describeFaultDriver } from '../fault-driver/fault-driver-contract.ts';
import type { ServerUnderTest } from '../proxy/servers-under-test.ts';
import { serversUnderTest } from '../proxy/servers-under-test.ts';
import { startHttpUpstream } from './http-upstream.ts';

const RUN = 'contract';

const SETTINGS: readonly FaultSettings[] = [
  { type: 'latency', latencyMs: 150, jitterMs: 20, direction: 'response' },
  { type: 'latency', latencyMs: 80, jitterMs: 0, direction: 'both' },
  { type: 'timeout', closeAfterMs: 0 },
  { type: 'timeout', closeAfterMs: 200 },
  { type: 'reset_peer', afterMs: 0 },
  { type: 'reset_peer', afterMs: 100 },
  { type: 'down' },
  { type: 'bandwidth', bytesPerSecond: 50_000, direction: 'response' },
  { type: 'bandwidth', bytesPerSecond: 100_000, direction: 'request' },
  { type: 'bandwidth', bytesPerSecond: 50_000, direction: 'both' },
  { type: 'slow_close', delayMs: 150 },
  { type: 'slicer', size: 16, variation: 4, delayMs: 1 },
  { type: 'limit_data', bytes: 40 },
  { type: 'latency', latencyMs: 100, jitterMs: 0, direction: 'response', toxicity: 0.5 },
  { type: 'timeout', closeAfterMs: 0, toxicity: 0.5 },
  { type: 'limit_data', bytes: 40, toxicity: 0.5 },
];

function http(asked: Partial<HttpSettings>): HttpSettings {
  const match = { methods: [], path: null, headers: {} };
  return { type: 'http', match, answer: null, delayMs: 0, truncateBytes: null, setHeaders: {}, removeHeaders: [], ...asked };
}

/** Ours: Toxiproxy does not have them. */
const EMBEDDED_ONLY: readonly FaultSettings[] = [
  { type: 'corrupt', rate: 0.05 },
  { type: 'blackhole', handshake: true, closeAfterMs: 0 },
  { type: 'blackhole', handshake: false, closeAfterMs: 0 },
  { type: 'connect_delay', delayMs: 150, jitterMs: 0 },
  http({ answer: { status: 503, body: '{"error":"injected"}', contentType: 'application/json' } }),
  http({ answer: { status: 500, body: '', contentType: null }, toxicity: 0.5 }),
  http({ match: { methods: ['POST', 'GET'], path: '/orders/*', headers: { 'X-Client': 'mobile*' } }, delayMs: 150 }),
  http({ truncateBytes: 2 }),
  http({ setHeaders: { 'X-Injected': 'yes', 'Cache-Control': 'no-store' }, removeHeaders: ['Date'] }),
  { type: 'timeout', closeAfterMs: 0, clients: ['127.0.0.2', '10.0.0.0/8'] },
  { type: 'latency', latencyMs: 100, jitterMs: 0, direction: 'response', clients: ['127.0.0.0/8'] },
];

for (const server of await serversUnderTest()) {
  describeFaultDriver(
    `toxiproxy on ${server.title}`,
    [...SETTINGS, ...(server.real ? [] : EMBEDDED_ONLY)].map((settings): FaultCase => ({
      title: JSON.stringify(settings),
      start: () => startSubject(server, settings),
    })),
  );
}

async function startSubject(server: ServerUnderTest, settings: FaultSettings): Promise<FaultSubject> {
  const upstream = await startHttpUpstream();
  const running = await server.start();
  const edge = { name: 'api-to-db', from: ['api'], to: [{ instance: 'db', port: 'main' }], protocol: { kind: 'http' as const, path: '/' } };
  const name = proxyName(RUN, edge.name, 'db');
  const signal = AbortSignal.timeout(10_000);
  const toxiproxy = createToxiproxyServer({ apiUrl: running.api.url, run: RUN });
  const made = await toxiproxy.createProxy({ name, listen: '127.0.0.1:0', upstream: `127.0.0.1:${upstream.port}` }, signal);
  const route: EdgeRoute = {
    edge: edge.name,
    instance: 'db',
    proxy: name,
    apiUrl: running.api.url,
    listen: { host: '127.0.0.1', port: Number(made.listen.split(':').at(-1)) },
    upstream: { host: '127.0.0.1', port: upstream.port },
  };
  return {
    fault: { id: 'under-test', settings, target: { kind: 'edge', name: edge.name, edge }, atMs: 0, forMs: 60_000, seed: 7 },
    injector: source([route]),
    watchdog: source([]),
    async state() {
      const answer = await fetch(`${running.api.url}/proxies/${name}`);
      const {
        listen,
        upstream: to,
        enabled,
        toxics,
      }: Record<'listen' | 'upstream' | 'enabled' | 'toxics', Json> = JSON.parse(await answer.text());
      return { listen, upstream: to, enabled, toxics };
    },
    loseTarget: () => running.stop(),
    dispose: async () => {
      await running.stop();
      await upstream.close();
    },
  };
}

function source(routes: readonly EdgeRoute[]): DriverSource {
  const module = new URL('./toxiproxy-driver-source.ts', import.meta.url).href;
  return { module, input: JSON.parse(JSON.stringify({ run: RUN, routes })) };
}
