import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recoverToxiproxy } from '../../../src/app/recover-toxiproxy.ts';
import { recover } from '../../../src/app/recover.ts';
import { acquireLocks } from '../../../src/journal/lock/acquire-locks.ts';
import { currentMoment } from '../../../src/journal/moment.ts';
import { locksFolder } from '../../../src/journal/state-folder.ts';
import { proxyName, toxicName, untilName } from '../../../src/toxiproxy/proxy-name.ts';
import { createToxiproxyServer } from '../../../src/toxiproxy/toxiproxy-server.ts';
import { serversUnderTest } from '../proxy/servers-under-test.ts';
import type { RunningServer } from '../proxy/servers-under-test.ts';

const RUN = '1a2b3c4d';
const [PAST, FUTURE] = [new Date(Date.now() - 60_000), new Date(Date.now() + 600_000)];
const signal = (): AbortSignal => AbortSignal.timeout(20_000);

for (const kind of await serversUnderTest()) {
  describe(`what dead runs left on a Toxiproxy, without any journal: ${kind.title}`, () => {
    let server: RunningServer;
    let state = '';

    beforeEach(async () => {
      server = await kind.start();
      state = await mkdtemp(join(tmpdir(), 'recover-toxiproxy-'));
      await server.api.call('POST', '/proxies', { name: 'of-another', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
      await server.api.call('POST', '/proxies/of-another/toxics', { name: 'theirs', type: 'latency', attributes: { latency: 5 } });
    });
    afterEach(async () => {
      await server.stop();
      await rm(state, { recursive: true, force: true });
    });

    const how = () => ({ dryRun: false, force: null, state, engine: null });
    const names = async (): Promise<string[]> => Object.keys(JSON.parse((await server.api.call('GET', '/proxies')).text)).toSorted();
    const toxics = async (): Promise<string> => (await server.api.call('GET', '/proxies/of-another/toxics')).text;

    /** As a run makes them: the word on how long it may live first. */
    async function leave(run: string, until: Date): Promise<void> {
      const ours = createToxiproxyServer({ apiUrl: server.api.url, run });
      const at = { listen: '127.0.0.1:0', upstream: '127.0.0.1:9' };
      await ours.createProxy({ name: untilName(run, until), ...at, enabled: false }, signal());
      await ours.createProxy({ name: proxyName(run, 'api-to-db', 'db'), ...at }, signal());
      const toxic = {
        name: toxicName(run, 'slow', 'down'),
        type: 'latency',
        stream: 'downstream',
        toxicity: 1,
        attributes: { latency: 9 },
      } as const;
      await ours.addToxic(proxyName(run, 'api-to-db', 'db'), toxic, signal());
    }

    it('is listed, deleted and gone; what others have stays', async () => {
      await leave(RUN, PAST);
      const listed = await recoverToxiproxy(server.api.url, { ...how(), dryRun: true });
      expect(listed).toMatchObject([{ run: RUN, clean: false, records: [{ undone: null }, { undone: null }] }]);
      expect(await names()).toHaveLength(3);
      const undone = await recoverToxiproxy(server.api.url, how());
      expect(undone).toMatchObject([{ run: RUN, clean: true }]);
      // What says how long it may live goes last.
      expect(undone[0]?.records.map(({ describe: said, undone: is }) => [said.includes('-until-'), is])).toEqual([
        [false, true],
        [true, true],
      ]);
      expect(await names()).toEqual(['of-another']);
      expect(await toxics()).toContain('theirs');
      expect(await recoverToxiproxy(server.api.url, how())).toEqual([]);
    });

    it('is left alone while its run lives, or may live on another machine, but for --force', async () => {
      await leave(RUN, FUTURE);
      const doubtful = await recoverToxiproxy(server.api.url, how());
      expect(doubtful).toMatchObject([{ run: RUN, clean: true, records: [], message: expect.stringMatching(/may live until .*--force/u) }]);
      const locks = await acquireLocks([], { state, run: RUN, now: currentMoment, onLost: () => undefined });
      expect(await recoverToxiproxy(server.api.url, how())).toEqual([]);
      await locks.release();
      expect(await names()).toHaveLength(3);
      const document = await recover({ dryRun: false, state, force: RUN, toxiproxy: server.api.url });
      expect(document.runs.filter(({ run }) => run === RUN)).toMatchObject([{ clean: true }]);
      expect(await names()).toEqual(['of-another']);
    });

    it('is taken off the proxies of others, where the engine of its run says that it is over', async () => {
      const toxic = { name: toxicName(RUN, 'slow', 'down'), type: 'latency', attributes: { latency: 9 } };
      await server.api.call('POST', '/proxies/of-another/toxics', toxic);
      expect(await recoverToxiproxy(server.api.url, how())).toMatchObject([{ clean: true, message: expect.stringContaining('--engine') }]);
      expect(await toxics()).toContain(toxic.name);
      expect(await recoverToxiproxy(server.api.url, { ...how(), force: RUN })).toMatchObject([
        { clean: true, records: [{ undone: true }] },
      ]);
      expect(await toxics()).not.toContain(toxic.name);
      expect(await toxics()).toContain('theirs');
    });
  });
}

describe('recover', () => {
  it('says so where no Toxiproxy answers at --toxiproxy', async () => {
    const gone = recoverToxiproxy('http://127.0.0.1:1', { dryRun: false, force: null, state: '/nowhere', engine: null });
    await expect(gone).rejects.toMatchObject({ exitCode: 6, where: 'http://127.0.0.1:1' });
  });

  it('takes away the drafts of locks that a death left, and none that is young', async () => {
    const state = await mkdtemp(join(tmpdir(), 'recover-drafts-'));
    const locks = await acquireLocks([], { state, run: 'r', now: currentMoment, onLost: () => undefined });
    const [old, young] = [join(locksFolder(state), '.old.draft'), join(locksFolder(state), '.young.draft')];
    for (const path of [old, young]) await writeFile(path, '{');
    await utimes(old, new Date(0), new Date(0));
    await recover({ dryRun: false, state });
    expect((await readdir(locksFolder(state))).filter((name) => name.startsWith('.'))).toEqual(['.young.draft']);
    await locks.release();
    await rm(state, { recursive: true, force: true });
  });
});
