import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForStop } from '../../../src/app/listen-for-stop.ts';
import type { StopListening } from '../../../src/app/listen-for-stop.ts';
import { recover, renderRecovery } from '../../../src/app/recover.ts';
import { requestStop } from '../../../src/journal/stop-request.ts';
import { runsFolder } from '../../../src/journal/state-folder.ts';

describe('a request to stop', () => {
  let state: string;
  let stops: string[];
  let troubles: string[];
  beforeEach(async () => {
    state = join(await mkdtemp(join(tmpdir(), 'shakedown-stop-')), 'shakedown');
    stops = [];
    troubles = [];
  });
  afterEach(async () => {
    await rm(dirname(state), { recursive: true });
  });

  function listen(): StopListening {
    const onStop = (from: string): void => void stops.push(from);
    return listenForStop({ run: 'r1', state, engine: null, onStop, onTrouble: (message) => void troubles.push(message) });
  }

  it('is heeded once, with who asked, and taken away', async () => {
    const listening = listen();
    await requestStop(state, 'r1', 'me@here');
    await expect.poll(() => stops, { timeout: 10_000 }).toEqual(['me@here']);
    await listening.close();
    expect(troubles).toEqual([]);
    expect(await recover({ dryRun: false, state })).toMatchObject({ clean: true, runs: [] });
  });

  it('that cannot be read is heeded, and said; where it cannot be removed, recover says so and is not clean', async () => {
    const listening = listen();
    await mkdir(join(runsFolder(state), 'r1.stop'), { recursive: true });
    await expect.poll(() => stops, { timeout: 10_000 }).toEqual(['']);
    expect(troubles).toEqual([expect.stringMatching(/cannot be read, and is heeded all the same: .*EISDIR/u)]);
    await expect(listening.close()).rejects.toThrow();
    const recovered = await recover({ dryRun: false, state });
    expect(recovered).toMatchObject({ clean: false, exitCode: 5, runs: [{ run: 'r1', clean: false }] });
    expect(renderRecovery(recovered)).toMatch(/run r1\n {2}a request to stop it cannot be removed: .*r1\.stop.*\nSomething is left/su);
  });

  it('that cannot be looked for stops nobody: that is said once', async () => {
    await mkdir(state, { recursive: true });
    await writeFile(runsFolder(state), 'no folder');
    const listening = listen();
    await expect.poll(() => troubles, { timeout: 10_000 }).toEqual([expect.stringMatching(/cannot be looked for: .*ENOTDIR/u)]);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(troubles).toHaveLength(1);
    expect(stops).toEqual([]);
    await listening.close().catch(() => undefined);
  });
});
