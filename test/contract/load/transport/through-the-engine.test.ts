import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createEngineLoadDriver } from '../../../../src/load/engine/engine-load-driver.ts';
import { REQUEST_LEGS } from '../../../../src/load/load-driver.ts';
import type { ScenarioSpec } from '../../../../src/manifest/load-spec.ts';
import { DEFAULT_TRANSPORT, type TlsSpec, type TransportSpec } from '../../../../src/manifest/transport-spec.ts';
import { ENGINE_THREADS } from '../engine-threads.ts';
import { exchange, loadEntry } from '../load-entry.ts';
import { LoadRecord } from '../load-record.ts';
import { expectInvariants, runLoad } from '../run-load.ts';
import { OK, SCRIPTS, scriptedServer, type Script } from '../scripted-server.ts';
import { pem, tlsServer } from './tls-server.ts';
import { fixturePath } from './transport-bench.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
const serve = async (script: Script): Promise<string> => {
  const server = await scriptedServer(script);
  closing.push(() => server.close());
  return server.url;
};
const transport = (parts: Partial<TransportSpec>): { readonly transport: TransportSpec } => ({
  transport: { ...DEFAULT_TRANSPORT, ...parts },
});
const tls = (parts: Partial<TlsSpec>): { readonly transport: TransportSpec } => transport({ tls: { ...DEFAULT_TRANSPORT.tls, ...parts } });
const RATE = 50;

describe('why requests failed stands beside how many did', () => {
  test.each<[string, Script, Partial<TransportSpec>, Record<string, Record<string, number>>]>([
    ['no first byte', SCRIPTS.hangs, {}, { timeout: { 'no-first-byte': RATE } }],
    ['no last byte', SCRIPTS.neverEndsItsBody, {}, { timeout: { unfinished: RATE } }],
    [
      'a limit on the first byte',
      SCRIPTS.hangs,
      { timeouts: { connectMs: null, firstByteMs: 100 } },
      { timeout: { 'first-byte-limit': RATE } },
    ],
    ['garbage', SCRIPTS.answersGarbage, {}, { malformed: { 'not-http': RATE } }],
    ['a short body', SCRIPTS.answersAShortBody, {}, { malformed: { 'cut-short': RATE } }],
    ['a body larger than the manifest takes', SCRIPTS.answers, { maxBodyBytes: 1 }, { malformed: { 'body-too-large': RATE } }],
    ['resets', SCRIPTS.resets, {}, { 'connect-reset': { ECONNRESET: RATE } }],
  ])('%s', async (_, script, parts, expected) => {
    const record = await runLoad({ url: await serve(script), rate: RATE, timeoutMs: 500, entry: transport(parts) });
    expectInvariants(record);
    expect(record.details()).toEqual(expected);
  });

  test('a handshake without end, by its own limit and by that of the whole', async () => {
    const url = (await serve(SCRIPTS.hangs)).replace('http:', 'https:');
    const limited = transport({ timeouts: { connectMs: 100, firstByteMs: null } });
    const limit = await runLoad({ url, rate: RATE, timeoutMs: 2000, entry: limited });
    expect(limit.details()).toEqual({ 'connect-timeout': { 'connect-limit': RATE } });
    const whole = await runLoad({ url, rate: RATE, timeoutMs: 300 });
    expect(whole.details()).toEqual({ 'connect-timeout': { 'tls-handshake': RATE } });
  });

  test('certificates that do not verify', async () => {
    const server = await tlsServer(SCRIPTS.answers, { cert: pem('expired.crt'), key: pem('expired.key') });
    closing.push(() => server.close());
    const record = await runLoad({ url: server.url, rate: RATE, timeoutMs: 10_000, entry: tls({ caFile: fixturePath('ca.crt') }) });
    expect(record.details()).toEqual({ 'connect-tls': { CERT_HAS_EXPIRED: RATE } });
  });
});

test('the legs of all requests: each as often as it was gone', async () => {
  const url = await serve((socket) => setTimeout(() => socket.write(OK), 30));
  const record = await runLoad({ url, rate: 100, timeoutMs: 5000 });
  expect(record.outcomes()).toEqual({ ok: 100 });
  const counts = Object.fromEntries(REQUEST_LEGS.map((leg) => [leg, record.leg(leg).totalCount]));
  const opened = record.reports.at(-1)?.live[0]?.connectionsOpened;
  expect(counts).toEqual({ blocked: 100, connect: opened, tls: 0, send: 100, wait: 100, receive: 100 });
  expect(record.leg('wait').getValueAtPercentile(50)).toBeGreaterThan(25_000);
  expect(record.leg('receive').getValueAtPercentile(50)).toBeLessThan(25_000);
});

test('a client certificate from files, to a server that demands one', async () => {
  const server = await tlsServer(SCRIPTS.answers, { requestCert: true, rejectUnauthorized: true, ca: pem('ca.crt') });
  closing.push(() => server.close());
  const files = { caFile: fixturePath('ca.crt'), certFile: fixturePath('client.crt'), keyFile: fixturePath('client.key') };
  const record = await runLoad({ url: server.url, rate: RATE, timeoutMs: 5000, entry: tls(files) });
  expect(record.outcomes()).toEqual({ ok: RATE });
  expect(server.connections[0]?.client).toBe('client');
  expect(record.leg('tls').totalCount).toBeGreaterThan(0);
});

test('HTTP/2, loaded only for those who ask for it', async () => {
  const server = createSecureServer({ cert: pem('server.crt'), key: pem('server.key') });
  let sessions = 0;
  server.on('session', () => sessions++);
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200 });
    stream.end('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  const entry = transport({ http: '2', tls: { ...DEFAULT_TRANSPORT.tls, caFile: fixturePath('ca.crt') } });
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const record = await runLoad({ url, rate: 200, timeoutMs: 5000, entry });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 200 });
  // A hundred streams each, and a first handshake may hold up the whole second.
  expect(sessions).toBeLessThanOrEqual(3);
});

test('a redirect may lead to whatever host the requests of its entry name', async () => {
  const server = createServer(({ headers }, response) => {
    response.writeHead(headers.host === 'app.example.com' ? 302 : 200, { location: 'http://login.example.com/there' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const entry = transport({ proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, redirects: 1 });
  const lone = await runLoad({ url: 'http://app.example.com/', rate: RATE, entry });
  expect(lone.details()).toEqual({ status: { 'redirect-to-public-host': RATE } });
  const urls = ['http://app.example.com/', 'http://login.example.com/'];
  const scenario: ScenarioSpec = { kind: 'requests', requests: urls.map((url) => ({ ...exchange(url), weight: 1 })) };
  expect((await runLoad({ url: '', rate: RATE, entry: { ...entry, scenario } })).outcomes()).toEqual({ ok: RATE });
});

const noPem = fixturePath('README.md');
const keyOfAnother = { certFile: fixturePath('client.crt'), keyFile: fixturePath('server.key') };
test.each([
  ['a file that is not there', 'https', { caFile: '/no/such/ca.pem' }, {}, 'cannot read /no/such/ca.pem'],
  ['a file that is no certificate', 'https', { caFile: noPem, certFile: noPem }, {}, 'cannot use the TLS files'],
  ['a key of another certificate', 'https', keyOfAnother, {}, 'cannot use the TLS files'],
  ['a key of another certificate, to where a redirect may lead', 'http', keyOfAnother, { redirects: 3 }, 'cannot use the TLS files'],
])('%s is refused before the first request', async (_, scheme, files, parts, message) => {
  const entry = { ...loadEntry({ url: `${scheme}://127.0.0.1:9/` }), ...transport({ ...tls(files).transport, ...parts }) };
  const plan = { run: 'r', userAgent: 'u', entries: [entry], closed: [], limits: [] };
  const prepared = createEngineLoadDriver(ENGINE_THREADS).prepare(plan, new LoadRecord(), new AbortController().signal);
  await expect(prepared).rejects.toMatchObject({ name: 'UserError', exitCode: 2, message: expect.stringContaining(message) });
});
