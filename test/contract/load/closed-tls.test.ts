import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import { expectInvariants } from './run-load.ts';
import { runClosedLoad } from './run-closed-load.ts';

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');
const fixturePath = (name: string): string => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
const caFile = fixturePath('localhost.crt');
const trusting = { ...DEFAULT_TRANSPORT, tls: { ...DEFAULT_TRANSPORT.tls, caFile } };

let server: Server;
let url: string;
beforeAll(async () => {
  server = await listening({});
  url = urlOf(server);
});
afterAll(() => close(server));

async function listening(options: ServerOptions): Promise<Server> {
  const one = createServer({ cert: fixture('localhost.crt'), key: fixture('localhost.key'), ...options }, (_, response) =>
    response.end('hello'),
  );
  one.on('tlsClientError', () => {});
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
  return one;
}

function close(one: Server): void {
  one.closeAllConnections();
  one.close();
}

const urlOf = (one: Server): string => `https://127.0.0.1:${(one.address() as AddressInfo).port}/`;

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

test.each(['native', 'autocannon'] as const)('the key of a client’s certificate may need a passphrase on %s', async (engine) => {
  const strict = await listening({ requestCert: true, rejectUnauthorized: true, ca: fixture('ca.crt') });
  const folder = mkdtempSync(join(tmpdir(), 'shakedown-key-'));
  onTestFinished(() => {
    close(strict);
    rmSync(folder, { recursive: true });
  });
  const keyFile = join(folder, 'client.key');
  const sealed = createPrivateKey(fixture('client.key')).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'open',
  });
  writeFileSync(keyFile, sealed);
  const tls = { ...trusting.tls, certFile: fixturePath('client.crt'), keyFile, passphrase: 'open' };
  const entry = { transport: { ...trusting, tls } };
  const record = await runClosedLoad({ engine, url: urlOf(strict), amount: 5, entry, steer: (load) => load.exhausted });
  expect(record.outcomes()).toEqual({ ok: 5 });
  expect(record.lost).toEqual([]);
});
