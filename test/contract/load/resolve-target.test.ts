import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { resolveTarget, targetOf } from '../../../src/load/engine/resolve-target.ts';
import type { ConnectTarget } from '../../../src/load/engine/worker-messages.ts';
import { runLoad } from './run-load.ts';

const tls = { servername: null, rejectUnauthorized: true, ca: null, cert: null, key: null, passphrase: null };
const resolved = (url: string): Promise<ConnectTarget> => resolveTarget(targetOf({ url: new URL(url), socketPath: null }, tls));
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1') ?? false);
const loopbacks = hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];

test('IP addresses are taken as they stand, without a look-up', async () => {
  const plain = { socketPath: null, tls: null, movedPorts: null };
  expect(await resolved('http://127.0.0.1/')).toEqual({ ...plain, host: '127.0.0.1', port: 80, addresses: ['127.0.0.1'] });
  expect(await resolved('http://[::1]:81/')).toEqual({ ...plain, host: '::1', port: 81, addresses: ['::1'] });
  expect(await resolved('https://127.0.0.1/')).toEqual({ ...plain, host: '127.0.0.1', port: 443, addresses: ['127.0.0.1'], tls });
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
    const target = await resolved(`https://localhost:${port}/`);
    expect(target).toMatchObject({ host: 'localhost', port, tls: { ...tls, servername: 'localhost' } });
    expect(target.addresses[0]).toBe(address);
    server.close();
  }
});

test('a name that nobody knows is an error with advice, before anything is sent', async () => {
  await expect(resolved('http://no-such-host.invalid/')).rejects.toMatchObject({
    exitCode: 6,
    where: 'no-such-host.invalid',
    try: expect.any(String),
  });
});
