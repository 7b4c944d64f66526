import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import type { HelperImage } from '../../../src/docker/helper/helper-image.ts';
import { addTable, openNftLeash } from '../../../src/docker/leash/nft-leash.ts';
import { openLeash } from '../../../src/docker/leash/open-leash.ts';
import { proveLeash } from '../../../src/docker/leash/prove-leash.ts';
import { findStrayHelpers, removeStrayHelpers } from '../../../src/docker/leash/find-stray-helpers.ts';
import { openShellLeash } from '../../../src/docker/leash/shell-leash.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';

const limit = (): AbortSignal => AbortSignal.timeout(60_000);

describe.skipIf(!hasTestEngine())('a helper on a leash', () => {
  let engine: DockerEngine;
  let image: HelperImage;
  const run = `leash${Date.now().toString(36)}`;
  const spec = (fault: string, ttlMs = 60_000) =>
    ({ image, role: 'helper', run, fault, networkOf: null, capability: null, ttlMs, nowMs: Date.now() }) as const;
  const standing = async (fault: string): Promise<number> => (await findStrayHelpers(engine, { run, fault }, limit())).length;

  beforeAll(async () => {
    engine = await testEngine();
    image = await provideHelperImage(engine, {}, limit());
  });

  it('answers one question after the other, errors among what it prints', async () => {
    const shell = await openShellLeash(engine, spec('asked'), limit());
    const [first, second] = await Promise.all([shell.run('echo one; exit 3', limit()), shell.run('echo two; nosuchthing', limit())]);
    expect(first).toEqual({ out: 'one', status: 3 });
    expect(second.out).toMatch(/^two\n.*not found/u);
    await shell.leash.close(limit());
    expect(await standing('asked')).toBe(0);
  });

  it('ends with its connection', async () => {
    const { leash } = await openShellLeash(engine, spec('cut'), limit());
    expect(await standing('cut')).toBe(1);
    leash.cut();
    await leash.gone;
    await expect.poll(() => standing('cut')).toBe(0);
  });

  it.each([0, 2, 5, 10, 20, 50])('is not left behind by who gives up %d ms after asking for it', async (afterMs) => {
    const interrupted = new AbortController();
    setTimeout(() => interrupted.abort(new Error('interrupted')), afterMs);
    await openShellLeash(engine, spec('given-up'), interrupted.signal).then(
      ({ leash }) => leash.close(limit()),
      () => undefined,
    );
    // Long enough for what the engine may still be making.
    await sleep(300);
    expect(await standing('given-up')).toBe(0);
  });

  it('ends by itself when its time is up, though the connection stands', async () => {
    const { leash } = await openShellLeash(engine, spec('ttl', 1_000), limit());
    const from = performance.now();
    await leash.gone;
    expect(performance.now() - from).toBeLessThan(20_000);
    await expect.poll(() => standing('ttl')).toBe(0);
  });

  it('cannot be told to do more than it may', async () => {
    const shell = await openShellLeash(engine, spec('tame'), limit());
    expect((await shell.run('nft add table inet x', limit())).out).toMatch(/not permitted/iu);
    expect((await shell.run('echo x > /x', limit())).out).toMatch(/read-only/iu);
    await shell.leash.close(limit());
  });

  it('rules are applied all or none, and what nft says is passed on', async () => {
    const observer = await openShellLeash(engine, spec('rules'), limit());
    const held = await openNftLeash(
      engine,
      { ...spec('rules'), networkOf: observer.leash.container, table: 'shakedown_t', class: 'kernel' },
      limit(),
    );
    await held.apply([addTable('shakedown_t', 'kernel')], limit());
    await expect(held.apply(['add chain inet shakedown_t a', 'add rule inet shakedown_t a nonsense'], limit())).rejects.toThrow(
      /syntax error/u,
    );
    expect(await held.apply(['add chain inet shakedown_t b'], limit())).not.toContain('chain a');
    await held.leash.close(limit());
    await observer.leash.close(limit());
  });

  it('what stands is found by its labels alone, and taken away', async () => {
    await openLeash(engine, { ...spec('stray'), command: 'sh' }, limit());
    const strays = await findStrayHelpers(engine, { run, fault: 'stray' }, limit());
    expect(strays).toMatchObject([{ run, fault: 'stray', role: 'helper', state: 'running' }]);
    await removeStrayHelpers(engine, strays, limit());
    await removeStrayHelpers(engine, strays, limit());
    expect(await standing('stray')).toBe(0);
  });

  it('is proven on a throwaway container, and leaves nothing there', async () => {
    const proven = await proveLeash(engine, { image, run, nowMs: Date.now() }, limit());
    expect(proven.class).toBe('kernel');
    expect(proven.releasedMs).toBeLessThan(5_000);
    await expect.poll(() => standing('preflight')).toBe(0);
  });

  it('is refused where helpers outlive the connection', async () => {
    // An engine that keeps a helper’s stdin open, as Podman does: here, one whose helpers we hold by a second connection’s absence of an end.
    const deaf: DockerEngine = {
      ...engine,
      call: (what, act, options) =>
        engine.call(
          what,
          async (docker) => {
            const done = await act(docker);
            if (what === 'attaching to a helper' && typeof done === 'object' && done !== null && 'destroy' in done) {
              Object.assign(done, { destroy: () => done });
            }
            return done;
          },
          options,
        ),
    };
    await expect(proveLeash(deaf, { image, run, nowMs: Date.now() }, limit())).rejects.toThrow(/outlives the connection/u);
    await sleep(100);
    await removeStrayHelpers(engine, await findStrayHelpers(engine, { run, fault: 'preflight' }, limit()), limit());
  });
});
