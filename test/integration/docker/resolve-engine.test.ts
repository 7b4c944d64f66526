import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveEngine } from '../../../src/docker/resolve-engine.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** As `docker context create` leaves it. */
async function context(name: string, host: string, { tls = false } = {}): Promise<string> {
  const id = createHash('sha256').update(name).digest('hex');
  await mkdir(join(folder, 'contexts', 'meta', id), { recursive: true });
  await writeFile(join(folder, 'contexts', 'meta', id, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }));
  const certificates = join(folder, 'contexts', 'tls', id, 'docker');
  if (tls) await mkdir(certificates, { recursive: true });
  return certificates;
}

function resolve(names: { flag?: string; manifest?: string; env?: NodeJS.ProcessEnv } = {}) {
  const { flag = null, manifest = null, env = {} } = names;
  return resolveEngine({ flag, manifest, env: { DOCKER_CONFIG: folder, ...env } });
}

describe('the engine of a run', () => {
  it('is the flag’s before the manifest’s, that before DOCKER_HOST, and that before the current context', async () => {
    await context('near', 'unix:///run/near.sock');
    await writeFile(join(folder, 'config.json'), JSON.stringify({ currentContext: 'near' }));
    const env = { DOCKER_HOST: 'unix:///run/env.sock' };
    expect(await resolve({ flag: 'unix:///run/flag.sock', manifest: 'near', env })).toMatchObject({
      url: 'unix:///run/flag.sock',
      from: '--engine',
    });
    expect(await resolve({ manifest: 'unix:///run/m.sock', env })).toMatchObject({ url: 'unix:///run/m.sock', from: 'the manifest' });
    expect(await resolve({ env })).toMatchObject({ url: 'unix:///run/env.sock', from: 'DOCKER_HOST' });
    expect(await resolve()).toMatchObject({ url: 'unix:///run/near.sock', from: 'context near' });
  });

  it('is the default socket where nothing names another', async () => {
    expect(await resolve()).toMatchObject({ from: 'the default', tlsFolder: null });
    expect((await resolve()).url).toMatch(/^unix:\/\/.*docker\.sock$/u);
  });

  it('takes the certificates of a context, and those that the environment names', async () => {
    const certificates = await context('tls', 'tcp://127.0.0.1:2376', { tls: true });
    expect(await resolve({ flag: 'tls' })).toMatchObject({ url: 'tcp://127.0.0.1:2376', tlsFolder: certificates });
    const env = { DOCKER_HOST: 'tcp://localhost:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    expect(await resolve({ env })).toMatchObject({ tlsFolder: '/certs' });
    expect(await resolve({ env: { DOCKER_HOST: 'localhost:2375' } })).toMatchObject({ url: 'tcp://localhost:2375', tlsFolder: null });
  });

  it('is refused where it is elsewhere and the manifest does not name it', async () => {
    await context('prod', 'ssh://ops@prod.example');
    const refused = {
      exitCode: 2,
      message: expect.stringContaining('the manifest does not name it'),
      try: expect.stringContaining('safety'),
    };
    await expect(resolve({ env: { DOCKER_CONTEXT: 'prod' } })).rejects.toMatchObject(refused);
    await expect(resolve({ env: { DOCKER_HOST: 'tcp://10.0.0.7:2376' } })).rejects.toMatchObject(refused);
    expect(await resolve({ manifest: 'prod' })).toMatchObject({ url: 'ssh://ops@prod.example' });
    expect(await resolve({ flag: 'ssh://ops@prod.example', manifest: 'prod' })).toMatchObject({ from: '--engine' });
  });

  it('is refused where a policy of this machine does not name it, by URL or context, also if another policy does', async () => {
    await context('near', 'unix:///run/near.sock');
    const near = { file: '/etc/shakedown/policy.yaml', names: ['nowhere', 'near'] };
    const other = { file: '/home/me/policy.yaml', names: ['unix:///run/other.sock'] };
    const address = { flag: 'unix:///run/near.sock', manifest: null, env: { DOCKER_CONFIG: folder } };
    expect(await resolveEngine({ ...address, policies: [near] })).toMatchObject({ url: 'unix:///run/near.sock' });
    await expect(resolveEngine({ ...address, policies: [near, other] })).rejects.toMatchObject({
      exitCode: 2,
      where: other.file,
      message: expect.stringContaining('none that the policy of this machine allows'),
      try: expect.stringContaining('unix:///run/other.sock'),
    });
  });

  it('is refused where what names it is no address or no context', async () => {
    await expect(resolve({ flag: 'nowhere' })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('no Docker context `nowhere`'),
    });
    await expect(resolve({ env: { DOCKER_HOST: 'ftp://x/' } })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('ftp'),
    });
    await expect(resolve({ manifest: 'tcp://u:secret@h' })).rejects.toMatchObject({ message: expect.not.stringContaining('secret') });
  });
});
