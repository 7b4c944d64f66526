import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandProbeSpec, HttpProbeSpec } from '../../../src/manifest/probe-spec.ts';
import { createCommandProbe } from '../../../src/probes/command-probe.ts';
import { createHttpProbe } from '../../../src/probes/http-probe.ts';
import type { Prober } from '../../../src/probes/prober.ts';
import { createPrometheusProbe } from '../../../src/probes/prometheus-probe.ts';
import { createTcpProbe } from '../../../src/probes/tcp-probe.ts';

const base = { name: 'p', everyMs: 5_000, timeoutMs: 5_000, position: { line: 1, column: 1 } };

const ask = (prober: Prober, limitMs = 5_000) => prober.ask(AbortSignal.timeout(limitMs));

describe('probes over the network', () => {
  let server: Server;
  let origin: string;
  const seen: { url: string; agent: string | undefined; body: string; connection: number | undefined }[] = [];

  beforeEach(async () => {
    seen.length = 0;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { url = '' } = request;
        seen.push({ url, agent: request.headers['user-agent'], body, connection: request.socket.remotePort });
        if (url === '/moved') response.writeHead(302, { location: '/' }).end();
        else if (url === '/flood') response.end('x'.repeat(3_000_000));
        else if (url.startsWith('/api/v1/query')) response.end('{"status":"success","data":{"resultType":"scalar","result":[1,"42"]}}');
        else if (url !== '/hang') response.end('{"orders":"consistent"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${addressOf(server).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const http = (path: string, expected: Partial<HttpProbeSpec['expect']> = {}, body: string | null = null): Prober =>
    createHttpProbe(
      {
        ...base,
        kind: 'http',
        request: { method: body === null ? 'GET' : 'POST', url: origin + path, headers: {}, body },
        expect: { status: [[200, 299]], contains: null, withinMs: null, json: null, ...expected },
      },
      { 'user-agent': 'shakedown/test' },
    );

  it('ask over HTTP each time on a connection of its own, and say who asks', async () => {
    const prober = http('/', { contains: 'consistent' }, 'how are the orders?');
    expect(await ask(prober)).toMatchObject({ kind: 'answered', ok: true, unit: 'ms', value: expect.any(Number) });
    expect(await ask(prober)).toMatchObject({ ok: true });
    expect(seen.map(({ agent, body }) => [agent, body])).toEqual(Array(2).fill(['shakedown/test', 'how are the orders?']));
    expect(new Set(seen.map(({ connection }) => connection)).size).toBe(2);
  });

  it('do not follow redirects', async () => {
    expect(await ask(http('/moved'))).toMatchObject({ ok: false, message: 'status 302, not 2xx' });
    expect(seen).toHaveLength(1);
  });

  it('read a body to its end and keep a MiB of it', async () => {
    expect(await ask(http('/flood', { contains: 'x' }))).toMatchObject({ ok: true });
  });

  it('take silence and refusal for answers of the system', async () => {
    expect(await ask(http('/hang'), 200)).toMatchObject({ kind: 'answered', ok: false, message: 'no answer in time' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await ask(http('/'))).toMatchObject({ kind: 'answered', ok: false, message: 'it refuses connections' });
    server.listen(0, '127.0.0.1');
  });

  it('find a port open or closed', async () => {
    const { port } = addressOf(server);
    const tcp = (open: boolean) => createTcpProbe({ ...base, kind: 'tcp', address: `127.0.0.1:${port}`, expect: { open, withinMs: null } });
    expect(await ask(tcp(true))).toMatchObject({ ok: true, unit: 'ms', value: expect.any(Number) });
    expect(await ask(tcp(false))).toMatchObject({ ok: false, message: 'it takes connections' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await ask(tcp(true))).toMatchObject({ kind: 'answered', ok: false, value: null });
    expect(await ask(tcp(false))).toMatchObject({ ok: true });
    server.listen(0, '127.0.0.1');
  });

  it('ask Prometheus with the whole query, and are not asked where it is not there', async () => {
    const query = 'sum(rate(errors{code=~"5.."}[1m])) & more';
    const expected = { value: { comparison: '==', limit: 42 } } as const;
    const prober = (url: string) => createPrometheusProbe({ ...base, kind: 'prometheus', url, query, headers: {}, expect: expected }, {});
    expect(await ask(prober(`${origin}/`))).toMatchObject({ kind: 'answered', ok: true, value: 42 });
    expect(new URL(seen[0]?.url ?? '', origin).searchParams.get('query')).toBe(query);
    expect(await ask(prober('http://127.0.0.1:1'))).toMatchObject({ kind: 'unasked', hopeless: false });
  });
});

describe('a probe that runs a program', () => {
  const command = (args: readonly string[], expected: Partial<CommandProbeSpec['expect']> = {}): Prober =>
    createCommandProbe(
      { ...base, kind: 'command', command: args, cwd: '/', expect: { exit: 0, contains: null, value: null, ...expected } },
      process.env,
    );
  const script = (text: string, expected: Partial<CommandProbeSpec['expect']> = {}) => command([process.execPath, '-e', text], expected);

  it('sees its exit code and its output, and gives its arguments to no shell', async () => {
    expect(await ask(script('console.log(7)', { value: { comparison: '==', limit: 7 } }))).toMatchObject({ ok: true, value: 7 });
    expect(await ask(script('process.exit(3)'))).toMatchObject({ ok: false, value: 3 });
    const echoed = command([process.execPath, '-e', 'console.log(process.argv[1])', '$(id); `id`'], { contains: '$(id); `id`' });
    expect(await ask(echoed)).toMatchObject({ ok: true });
  });

  it('keeps 64 KiB of what it prints, however much that is', async () => {
    const text = `process.stdout.write('x'.repeat(5_000_000) + 'the end')`;
    expect(await ask(script(text, { contains: 'x' }))).toMatchObject({ ok: true });
    expect(await ask(script(text, { contains: 'the end' }))).toMatchObject({ ok: false });
  });

  it('ends it, and what it started, when its time is over', async () => {
    const grandchild = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'probe-${process.pid}'])`;
    const answer = await ask(script(`console.log(${grandchild}.pid); setInterval(() => {}, 1000)`), 1_500);
    expect(answer).toMatchObject({ kind: 'answered', ok: false, message: 'it did not end in time, and was ended' });
  });

  it('is lost where there is no such program', async () => {
    expect(await ask(command(['/no/such/program']))).toMatchObject({ kind: 'unasked', hopeless: true });
  });

  it('could not be asked where file descriptors have run out, and may be another time', async () => {
    const file = new URL('../../../src/probes/run-program.ts', import.meta.url).pathname;
    const starved = `
      import { closeSync, openSync } from 'node:fs';
      import { runProgram } from ${JSON.stringify(file)};
      const ask = () => runProgram(['true'], { cwd: '/', env: process.env }, AbortSignal.timeout(5_000));
      await ask();
      const held = [];
      try {
        for (;;) held.push(openSync('/dev/null'));
      } catch {}
      const ends = [];
      for (const free of [0, 1, 2, 10]) {
        for (const descriptor of held.splice(0, free)) closeSync(descriptor);
        ends.push(await ask());
      }
      console.log(JSON.stringify(ends));`;
    const limited = ['-c', 'ulimit -n 120; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', starved];
    const { stdout } = await promisify(execFile)('sh', limited);
    const ends: unknown = JSON.parse(stdout);
    expect(ends).toMatchObject([
      { kind: 'not-started', hopeless: false, message: expect.stringContaining('EMFILE') },
      { kind: 'not-started', hopeless: false },
      { kind: 'not-started', hopeless: false },
      { kind: 'ended', code: 0 },
    ]);
  });
});

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}
