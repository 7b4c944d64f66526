import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import { SCRIPTS, scriptedServer } from './scripted-server.ts';
import { expectInvariants, runLoad } from './run-load.ts';

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');
const ca = fixture('localhost.crt');
const caFile = fileURLToPath(new URL('../../fixtures/tls/localhost.crt', import.meta.url));
const trusting = { ...DEFAULT_TRANSPORT, tls: { ...DEFAULT_TRANSPORT.tls, caFile } };
const insecure = { ...DEFAULT_TRANSPORT, tls: { ...DEFAULT_TRANSPORT.tls, insecure: true } };

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer({ cert: ca, key: fixture('localhost.key') }, (_, response) => response.end('hello'));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('https, on the same path, by name and by address', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const record = await runLoad({ url: `https://${host}:${port}/`, rate: 100, entry: { transport: trusting } });
    expectInvariants(record);
    expect(record.outcomes()).toEqual({ ok: 100 });
    expect(record.reports.at(-1)?.live[0]?.connectionsOpened).toBeLessThan(60);
  }
});

test('a certificate that does not verify fails the connection, unless it is not to be verified', async () => {
  const url = `https://127.0.0.1:${port}/`;
  expect((await runLoad({ url, rate: 50 })).outcomes()).toEqual({ 'connect-tls': 50 });
  expect((await runLoad({ url, rate: 50, entry: { transport: insecure } })).outcomes()).toEqual({ ok: 50 });
});

test('a server that speaks no TLS fails the handshake; one that says nothing runs out of time; none at all refuses', async () => {
  const silent = await scriptedServer(SCRIPTS.hangs);
  const chatty = createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.6\r\n'));
  chatty.listen(0, '127.0.0.1');
  await once(chatty, 'listening');
  const outcomes = async (at: number): Promise<object> =>
    (await runLoad({ url: `https://127.0.0.1:${at}/`, rate: 50, timeoutMs: 400 })).outcomes();
  expect(await outcomes((chatty.address() as AddressInfo).port)).toEqual({ 'connect-tls': 50 });
  expect(await outcomes(silent.port)).toEqual({ 'connect-timeout': 50 });
  await silent.close();
  expect(await outcomes(silent.port)).toEqual({ 'connect-refused': 50 });
  chatty.close();
});
