import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { resolveTarget } from '../../../src/load/engine/resolve-target.ts';
import { runLoad } from './run-load.ts';

const tls = { rejectUnauthorized: true, ca: null };
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1') ?? false);
const loopbacks = hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];

test('IP addresses are taken as they stand, without a look-up', async () => {
  expect(await resolveTarget(new URL('http://127.0.0.1/'), tls)).toEqual({ host: '127.0.0.1', port: 80, tls: null });
  expect(await resolveTarget(new URL('http://[::1]:81/'), tls)).toEqual({ host: '::1', port: 81, tls: null });
  expect(await resolveTarget(new URL('https://127.0.0.1/'), tls)).toEqual({
    host: '127.0.0.1',
    port: 443,
    tls: { ...tls, servername: null },
  });
});

test.each(loopbacks)('a server on %s', async (address) => {
  const server = createServer((_, response) => response.end('ok'));
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  expect((await runLoad({ url: `http://${host}:${port}/`, rate: 50, forMs: 500 })).outcomes()).toEqual({ ok: 25 });
  server.closeAllConnections();
  server.close();
});

test('localhost is whichever of its addresses the server listens on', async () => {
  for (const { address } of await lookup('localhost', { all: true })) {
    const server = createServer((_, response) => response.end('ok'));
    server.listen(0, address);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const target = await resolveTarget(new URL(`https://localhost:${port}/`), tls);
    expect(target).toEqual({ host: address, port, tls: { ...tls, servername: 'localhost' } });
    server.close();
  }
});

test('a name that nobody knows is an error with advice, before anything is sent', async () => {
  await expect(resolveTarget(new URL('http://no-such-host.invalid/'), tls)).rejects.toMatchObject({
    exitCode: 6,
    where: 'no-such-host.invalid',
    try: expect.any(String),
  });
});
