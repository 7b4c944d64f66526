import { once } from 'node:events';
import { connect, createServer as createTcp, type AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { OK, SCRIPTS, scriptedServer, type Script } from '../scripted-server.ts';
import { pem, tlsServer, type TlsServer } from './tls-server.ts';
import { told, TransportBench, type BenchOptions } from './transport-bench.ts';

const closing: { close(): unknown }[] = [];
const serve = async (script: Script = SCRIPTS.answers, options?: TlsOptions, host?: string): Promise<TlsServer> => {
  const server = await tlsServer(script, options, host);
  closing.push(server);
  return server;
};
const open = async (url: string, options: BenchOptions = {}): Promise<TransportBench> => {
  const bench = await TransportBench.open(url, { addresses: ['127.0.0.1'], ...options });
  closing.push(bench);
  return bench;
};
afterEach(async () => {
  for (const each of closing.splice(0).toReversed()) await each.close();
});
const ca = pem('ca.crt');

test('a name from the URL is sent and verified, on one connection for many requests, with the legs of a handshake', async () => {
  const server = await serve();
  const bench = await open(server.url, { tls: { ca } });
  const first = await bench.send();
  expect(told(first)).toEqual([200]);
  expect(first.exchange.connectUs).toBeGreaterThan(0);
  expect(first.exchange.tlsUs).toBeGreaterThan(0);
  expect(first.exchange.sendUs).toBeGreaterThanOrEqual(0);
  for (let i = 0; i < 5; i++) expect(told(await bench.send())).toEqual([200]);
  expect(server.connections).toEqual([{ resumed: false, servername: 'localhost', alpn: 'http/1.1', client: null }]);
});

test('a server name of the manifest stands in for the host', async () => {
  const server = await serve();
  const bench = await open(`https://127.0.0.1:${server.port}/`, { tls: { ca, servername: 'server.test' } });
  expect(told(await bench.send())).toEqual([200]);
  expect(server.connections[0]?.servername).toBe('server.test');
});

describe('what fails in TLS says why', () => {
  const failing = async (options: TlsOptions, tls: BenchOptions['tls'], host = 'localhost'): Promise<readonly unknown[]> => {
    const server = await serve(SCRIPTS.answers, options);
    const bench = await open(`https://${host}:${server.port}/`, { tls: tls ?? {} });
    const ended = await Promise.all([1, 2].map(() => bench.send()));
    // A failed connection must not leave a session with which the next one passes.
    ended.push(await bench.send());
    expect(new Set(ended.map((each) => told(each).join()))).toHaveLength(1);
    expect(bench.transport.connections).toBe(0);
    const [first] = ended;
    return first === undefined ? [] : told(first);
  };
  const cert = (name: string): TlsOptions => ({ cert: pem(`${name}.crt`), key: pem(`${name}.key`) });

  test('an unknown authority', async () => {
    expect(await failing({}, {})).toEqual(['connect-tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  });
  test('a self-signed certificate', async () => {
    expect(await failing(cert('localhost'), {})).toEqual(['connect-tls', 'DEPTH_ZERO_SELF_SIGNED_CERT']);
  });
  test('an expired one', async () => {
    expect(await failing(cert('expired'), { ca })).toEqual(['connect-tls', 'CERT_HAS_EXPIRED']);
  });
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('one for another host, with %s', async (maxVersion) => {
    expect(await failing({ ...cert('other-host'), maxVersion }, { ca })).toEqual(['connect-tls', 'ERR_TLS_CERT_ALTNAME_INVALID']);
  });
  test('a server that speaks only HTTP/2', async () => {
    const [outcome, detail] = await failing({ ALPNProtocols: ['h2'] }, { ca });
    expect(outcome).toBe('connect-tls');
    expect(detail).toMatch(/NO_APPLICATION_PROTOCOL/);
  });
  test('a server that speaks no TLS', async () => {
    const plain = await scriptedServer((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'));
    closing.push(plain);
    const { createServer } = await import('node:net');
    const chatty = createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1');
    closing.push(chatty);
    const address = await new Promise<number>((resolve) =>
      chatty.once('listening', () => resolve((chatty.address() as { port: number }).port)),
    );
    const bench = await open(`https://127.0.0.1:${address}/`);
    expect(told(await bench.send())).toEqual(['connect-tls', 'ERR_SSL_WRONG_VERSION_NUMBER']);
  });
  test('nothing of it, where any certificate will do', async () => {
    const server = await serve(SCRIPTS.answers, cert('expired'));
    const bench = await open(server.url, { tls: { rejectUnauthorized: false } });
    expect(told(await bench.send())).toEqual([200]);
  });
});

describe('a server that asks who we are', () => {
  const strict: TlsOptions = { requestCert: true, rejectUnauthorized: true, ca };

  test('is answered with our certificate', async () => {
    const server = await serve(SCRIPTS.answers, strict);
    const bench = await open(server.url, { tls: { ca, cert: pem('client.crt'), key: pem('client.key') } });
    expect(told(await bench.send())).toEqual([200]);
    expect(server.connections[0]?.client).toBe('client');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('refuses us without one, with %s', async (maxVersion) => {
    const server = await serve(SCRIPTS.answers, { ...strict, maxVersion });
    const bench = await open(server.url, { tls: { ca } });
    const { outcome, detail } = await bench.send();
    expect(outcome).toBe('connect-tls');
    expect(detail).toMatch(maxVersion === 'TLSv1.3' ? /CERTIFICATE_REQUIRED/ : /HANDSHAKE_FAILURE/);
    expect(bench.transport.connectionsOpened).toBe(1);
  });
});

describe('sessions', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('are resumed by the next connection, with %s', async (maxVersion) => {
    const server = await serve(SCRIPTS.answersThenCloses, { maxVersion });
    const bench = await open(server.url, { tls: { ca } });
    for (let i = 0; i < 4; i++) expect(told(await bench.send())).toEqual([200]);
    expect(server.connections.map(({ resumed }) => resumed)).toEqual([false, true, true, true]);
  });
});

describe('as without TLS', () => {
  test('the bound on connections holds, and one arrival makes one attempt at most', async () => {
    const server = await serve((socket) => setTimeout(() => socket.write(OK), 20));
    const bench = await open(server.url, { tls: { ca }, maxConnections: 3 });
    const ended = await Promise.all(Array.from({ length: 30 }, () => bench.send()));
    expect(ended.every(({ status }) => status === 200)).toBe(true);
    expect(server.connections).toHaveLength(3);
    expect(bench.transport.connectionsOpened).toBe(3);
  });

  test('a reused connection that turns out closed: once more on a fresh one; dead ones are not used again', async () => {
    const server = await serve(SCRIPTS.closesUnderReuse);
    const bench = await open(server.url, { tls: { ca } });
    expect(told(await bench.send())).toEqual([200]);
    const retried = await bench.send();
    expect(told(retried)).toEqual([200]);
    expect(retried.exchange.retried).toBe(true);
    expect(told(await bench.send(bench.request({ method: 'POST', body: 'x' })))).toEqual(['stale', 'closed']);
    expect(bench.transport.connections).toBe(0);
    expect(bench.transport.connectionsOpened).toBe(2);
  });

  test('one that is sent once more is stuck where its new connection is', async () => {
    const server = await serve(SCRIPTS.closesUnderReuse);
    let connects = 0;
    const front = createTcp((client) => {
      client.on('error', () => {});
      closing.push({ close: () => client.destroy() });
      if (connects++ > 0) return;
      const behind = connect(server.port, '127.0.0.1').on('error', () => client.destroy());
      client.pipe(behind).pipe(client);
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    closing.push(front);
    const bench = await open(`https://localhost:${(front.address() as AddressInfo).port}/x`, { tls: { ca } });
    expect(told(await bench.send())).toEqual([200]);
    const stuck = await bench.send(bench.request(), 300);
    expect(stuck.exchange.retried).toBe(true);
    expect(told(stuck)).toEqual(['given-up', 'tls-handshake']);
  });

  test('a large request goes out whole, and how long that took is known', async () => {
    let received = 0;
    const server = await serve((socket) => {
      socket.on('data', (bytes: Buffer) => {
        received += bytes.length;
        if (received > 3_000_000) socket.write(OK);
      });
    });
    const bench = await open(server.url, { tls: { ca } });
    const { exchange, status } = await bench.send(bench.request({ method: 'POST', body: 'x'.repeat(3_100_000) }));
    expect(status).toBe(200);
    expect(exchange.sendUs).toBeGreaterThan(0);
  });
});

test('IPv6 by address, verified against the address', async () => {
  const server = await serve(SCRIPTS.answers, {}, '::1');
  const bench = await TransportBench.open(`https://[::1]:${server.port}/`, { tls: { ca } });
  closing.push(bench);
  expect(told(await bench.send())).toEqual([200]);
  expect(server.connections[0]?.servername).toBeFalsy();
});
