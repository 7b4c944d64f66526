import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { findStrayHelpers } from '../../../src/docker/leash/find-stray-helpers.ts';
import { openShellLeash } from '../../../src/docker/leash/shell-leash.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { engineOverTls, writeClientCertificates } from './engine-over-tls.ts';

let folder: string;
let server: Server | null = null;
const path = process.env['PATH'];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connect-'));
});
afterEach(async () => {
  process.env['PATH'] = path;
  server?.close();
  server = null;
  await rm(folder, { recursive: true, force: true });
});

const connect = (url: string, limitMs = 15_000) => connectEngine({ url, tlsFolder: null, from: 'a test' }, AbortSignal.timeout(limitMs));

async function listenOn(one: Server): Promise<string> {
  server = one;
  const socket = join(folder, 'docker.sock');
  await new Promise<void>((resolve) => one.listen(socket, resolve));
  return `unix://${socket}`;
}

describe('an engine that cannot be spoken to', () => {
  it('says that none answers, and what names it', async () => {
    const refused = { exitCode: 6, message: expect.stringMatching(/no Docker engine answers at .*nobody\.sock \(a test\)/u) };
    await expect(connect(`unix://${join(folder, 'nobody.sock')}`)).rejects.toMatchObject(refused);
    await expect(connect('tcp://127.0.0.1:1')).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringContaining('no Docker engine answers'),
    });
  });

  it('says that it speaks another version of the API', async () => {
    const old = createServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'client version 1.18 is too old. Minimum supported API version is 1.24' }));
    });
    const url = await listenOn(old);
    await expect(connect(url)).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('another version of the API') });
  });

  it.each(['1.20', '1.39'])('refuses one that is too old to be spoken to: API %s', async (ApiVersion) => {
    const old = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ID: 'O', Name: 'o', OSType: 'linux', Version: '1.8.2', ApiVersion, Arch: 'amd64' }));
    });
    await expect(connect(await listenOn(old))).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringContaining(`speaks version ${ApiVersion} of the API`),
      try: expect.stringContaining('1.40'),
    });
  });

  it('says that there is no permission, and which group has it', async () => {
    const url = await listenOn(createTcpServer(() => undefined));
    await chmod(join(folder, 'docker.sock'), 0o000);
    // Root may do anything.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(connect(url)).rejects.toMatchObject({
        exitCode: 6,
        message: expect.stringContaining('no permission'),
        try: expect.stringContaining('group `docker`'),
      });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('gives up on one that takes the connection and says nothing', async () => {
    const url = await listenOn(createTcpServer(() => undefined));
    const from = performance.now();
    await expect(connect(url, 500)).rejects.toThrow();
    expect(performance.now() - from).toBeLessThan(8_000);
  });

  it('says that certificates are missing', async () => {
    const address = { url: 'tcp://127.0.0.1:2376', tlsFolder: folder, from: 'a test' };
    await expect(connectEngine(address, AbortSignal.timeout(5_000))).rejects.toMatchObject({
      exitCode: 6,
      try: expect.stringContaining('ca.pem'),
    });
  });

  it('refuses one for Windows containers', async () => {
    const windows = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ID: 'W', Name: 'w', OSType: 'windows', Version: '28', ApiVersion: '1.48', Arch: 'amd64' }));
    });
    await expect(connect(await listenOn(windows))).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringContaining('windows containers'),
    });
  });
});

describe.skipIf(!hasTestEngine())('an engine behind ssh', () => {
  it('is reached through the system’s own ssh, and is the same one', async () => {
    const engine = await testEngine();
    const socket = new URL(engine.address.url).pathname;
    const fake = `#!/bin/sh\nfor word; do last=$word; done\n[ "$last" = dial-stdio ] && exec docker -H unix://${socket} system dial-stdio\nexit 1\n`;
    await writeFile(join(folder, 'ssh'), fake);
    await chmod(join(folder, 'ssh'), 0o755);
    process.env['PATH'] = `${folder}${delimiter}${path ?? ''}`;
    const far = await connect('ssh://me@far.example:2222');
    expect(far.id).toBe(engine.id);
    expect(await far.call('listing', (docker) => docker.listContainers())).toBeInstanceOf(Array);
  });

  it('says what ssh said when it fails', async () => {
    await writeFile(join(folder, 'ssh'), '#!/bin/sh\necho "Permission denied (publickey)." >&2\nexit 255\n');
    await chmod(join(folder, 'ssh'), 0o755);
    process.env['PATH'] = `${folder}${delimiter}${path ?? ''}`;
    await expect(connect('ssh://me@far.example')).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringContaining('Permission denied'),
    });
  });
});

describe.skipIf(!hasTestEngine())('an engine behind TLS', () => {
  const limit = (): AbortSignal => AbortSignal.timeout(60_000);
  let door: Awaited<ReturnType<typeof engineOverTls>>;
  beforeEach(async () => {
    door = await engineOverTls(new URL((await testEngine()).address.url).pathname);
  });
  afterEach(() => door.close());

  it('is the same one, and holds a leash until our connection ends', async () => {
    await writeClientCertificates(folder, 'client');
    const near = await testEngine();
    const far = await connectEngine({ url: door.url, tlsFolder: folder, from: 'a test' }, limit());
    expect(far.id).toBe(near.id);
    const image = await provideHelperImage(far, {}, limit());
    const spec = {
      image,
      role: 'helper',
      run: 'tls',
      fault: 'held',
      networkOf: null,
      capability: null,
      ttlMs: 60_000,
      nowMs: Date.now(),
    } as const;
    const { leash, run } = await openShellLeash(far, spec, limit());
    expect((await run('echo here', limit())).out).toBe('here');
    leash.cut();
    await leash.gone;
    await expect.poll(async () => (await findStrayHelpers(near, { run: 'tls', fault: 'held' }, limit())).length).toBe(0);
  });

  it('says so where it does not take our certificate', async () => {
    await writeClientCertificates(folder, 'localhost');
    await expect(connectEngine({ url: door.url, tlsFolder: folder, from: 'a test' }, limit())).rejects.toMatchObject({
      exitCode: 6,
      where: door.url,
    });
  });
});
