import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildHelper, loadHelper, saveHelper } from '../../../src/app/helper-image.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { HELPER_REFERENCE, inspectImage } from '../../../src/docker/helper/helper-image.ts';
import { HELPER_RECIPE } from '../../../src/docker/helper/helper-recipe.ts';
import { makeImage } from '../../../src/docker/helper/make-image.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { proveLeash } from '../../../src/docker/leash/prove-leash.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';

const limit = (): AbortSignal => AbortSignal.timeout(90_000);

describe.skipIf(!hasTestEngine())('the helper image', () => {
  let engine: DockerEngine;
  let folder = '';

  beforeAll(async () => {
    engine = await testEngine();
    folder = await mkdtemp(join(tmpdir(), 'helper-image-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is made of this machine’s programs, saved, loaded again, and works', async () => {
    const named = { engine: engine.address.url };
    const made = await buildHelper({ ...named, from: 'host' });
    expect(made).toMatchObject({ image: HELPER_REFERENCE, architecture: engine.arch });
    const file = join(folder, 'helper.tar');
    await saveHelper({ ...named, file });
    expect((await stat(file)).size).toBeLessThan(400e6);
    expect(made.images.map(({ image }) => image.split(':')[0])).toEqual(['shakedown-helper', 'shakedown-proxy', 'shakedown-watchdog']);
    await expect(saveHelper({ ...named, file })).rejects.toMatchObject({ exitCode: 2 });
    await engine.call('tagging', (docker) => docker.getImage(HELPER_REFERENCE).tag({ repo: 'shakedown-helper-kept', tag: '1' }));
    await engine.call('untagging', (docker) => docker.getImage(HELPER_REFERENCE).remove());
    await expect(saveHelper({ ...named, file: join(folder, 'none.tar') })).rejects.toMatchObject({ exitCode: 6 });
    expect(await loadHelper({ ...named, file })).toMatchObject({ image: HELPER_REFERENCE, images: made.images });
    await engine.call('untagging', (docker) => docker.getImage('shakedown-helper-kept:1').remove());
    const image = await provideHelperImage(engine, {}, limit());
    expect(image.reference).toBe(HELPER_REFERENCE);
    expect(await proveLeash(engine, { image, run: `img${Date.now()}`, nowMs: Date.now() }, limit())).toMatchObject({ class: 'kernel' });
  });

  it('is built by the engine from a base, which here has what it needs', async () => {
    const { id } = await makeImage(engine, HELPER_RECIPE, { from: 'host' }, limit());
    await engine.call('tagging', (docker) => docker.getImage(id).tag({ repo: 'shakedown-test-base', tag: '1' }));
    const built = await makeImage(engine, HELPER_RECIPE, { from: 'base', base: 'shakedown-test-base:1' }, limit());
    expect(built.made).toBe('from shakedown-test-base:1');
    const image = await inspectImage(engine, HELPER_RECIPE, HELPER_REFERENCE, limit());
    expect(image?.id).toBe(built.id);
    await makeImage(engine, HELPER_RECIPE, { from: 'host' }, limit());
  });

  it('cannot be had from a base that is not there; the error says what to do', async () => {
    const failing = makeImage(
      engine,
      HELPER_RECIPE,
      { from: 'base', base: 'localhost:1/none@sha256:beefdbd8a1da6d2915566fde36db9db0b524eb737fc57cd1367effd16dc0d06d' },
      limit(),
    );
    await expect(failing).rejects.toMatchObject({ exitCode: 6, try: expect.stringContaining('shakedown helper load') });
  });

  it('of a name in SHAKEDOWN_HELPER_IMAGE is used where it is, and refused where it cannot be had', async () => {
    const { id } = await provideHelperImage(engine, {}, limit());
    await engine.call('tagging', (docker) => docker.getImage(id).tag({ repo: 'mirror.test/helper', tag: 'x' }));
    expect(await provideHelperImage(engine, { SHAKEDOWN_HELPER_IMAGE: 'mirror.test/helper:x' }, limit())).toEqual({
      id,
      reference: 'mirror.test/helper:x',
    });
    const missing = provideHelperImage(engine, { SHAKEDOWN_HELPER_IMAGE: 'localhost:1/none:x' }, limit());
    await expect(missing).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('SHAKEDOWN_HELPER_IMAGE') });
    await engine.call('untagging', (docker) => docker.getImage('mirror.test/helper:x').remove());
  });

  it('for another architecture is refused before anything is started', async () => {
    const other: DockerEngine = { ...engine, arch: engine.arch === 'arm64' ? 'amd64' : 'arm64' };
    await expect(provideHelperImage(other, {}, limit())).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringContaining('and the engine is linux/'),
    });
  });

  it('a file that holds none is refused', async () => {
    const file = join(folder, 'other.tar');
    await writeFile(file, 'nothing of the kind');
    await expect(loadHelper({ engine: engine.address.url, file })).rejects.toMatchObject({ exitCode: 2 });
    await expect(loadHelper({ engine: engine.address.url, file: join(folder, 'absent.tar') })).rejects.toMatchObject({ exitCode: 2 });
  });
});
