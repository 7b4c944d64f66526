import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import { expectInvariants } from './run-load.ts';
import { runClosedLoad } from './run-closed-load.ts';

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');
const caFile = fileURLToPath(new URL('../../fixtures/tls/localhost.crt', import.meta.url));
const trusting = { ...DEFAULT_TRANSPORT, tls: { ...DEFAULT_TRANSPORT.tls, caFile } };

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer({ cert: fixture('localhost.crt'), key: fixture('localhost.key') }, (_, response) => response.end('hello'));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each(['native', 'autocannon'] as const)(
  'https on %s: connections are kept, connecting and handshake are no service time',
  async (engine) => {
    const record = await runClosedLoad({
      engine,
      url,
      connections: 2,
      amount: 50,
      entry: { transport: trusting },
      steer: (load) => load.exhausted,
    });
    expectInvariants(record);
    expect(record.outcomes()).toEqual({ ok: 50 });
    expect(record.reports.at(-1)?.live[0]?.connectionsOpened).toBe(2);
    expect(record.timings('blockedBySystem').maxValue).toBeGreaterThan(0);
  },
);

test('a certificate that does not verify fails on native; autocannon takes any, as its documentation here says', async () => {
  const native = await runClosedLoad({ engine: 'native', url, forMs: 300 });
  expect(Object.keys(native.outcomes())).toEqual(['connect-tls']);
  const autocannon = await runClosedLoad({ engine: 'autocannon', url, amount: 5, steer: (load) => load.exhausted });
  expect(autocannon.outcomes()).toEqual({ ok: 5 });
});
