import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUSY, OWN_DISK } from '../contract/docker-resources/resource-subject.ts';
import { serversUnderTest } from '../contract/proxy/servers-under-test.ts';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import type { LabelledStack } from '../contract/docker-network/labelled-stack.ts';
import { testEngine } from '../setup/docker/find-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { runTrial } from './run-trial.ts';
import type { TrialResult } from './run-trial.ts';
import type { Found } from './means.ts';
import { drawTrial } from './trial.ts';
import type { Trial } from './trial.ts';

const MIB = 2 ** 20;

export interface TortureOptions {
  readonly trials: readonly Trial[];
  readonly means: Found;
  readonly onResult: (result: TrialResult) => void;
}

/** The trials of a seed, from the `from`th on: a single one of a session is had again by its number. */
export function drawTrials(of: { readonly runs: number; readonly seed: number; readonly from: number }, means: Found): readonly Trial[] {
  const { runs, seed, from } = of;
  const has = { ...means, fakeClock: means.clockLibrary !== null, compose: means.composePath !== null };
  return Array.from({ length: runs }, (_, index) => drawTrial(seed, from + index, has));
}

/** Experiments that are struck, one after the other. */
export async function torture({ trials, means, onResult }: TortureOptions): Promise<readonly TrialResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'shakedown-torture-'));
  const [embedded] = await serversUnderTest();
  if (embedded === undefined) throw new Error('there is no fault proxy to test with');
  const proxy = await embedded.start();
  const stack = means.engine ? await standingStack() : null;
  const bench = { ...means, containers: stack, proxyApi: proxy.api.url, compileCache: join(folder, 'cache') };
  const results: TrialResult[] = [];
  try {
    for (const trial of trials) {
      const result = await runTrial(trial, bench);
      results.push(result);
      onResult(result);
    }
  } finally {
    await stack?.labelled.dispose();
    await proxy.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return results;
}

/** A project that stands, with a container for every kind of fault. */
export async function standingStack(): Promise<{ project: string; socket: string; image: string; labelled: LabelledStack }> {
  const engine = await testEngine();
  const { protocol, pathname } = new URL(engine.address.url);
  if (protocol !== 'unix:') throw new Error('the engine’s connection is cut at its socket: it must be a local one');
  const image = await testImage(engine, 'base');
  const labelled = await labelledStack(engine, image, ['db']);
  await labelled.add('web', { publish: true });
  await labelled.add('worker', { restart: 'always' });
  // It has a limit of each kind: no engine takes away one that a fault gave it.
  const limits = { NanoCpus: 2e8, Memory: 128 * MIB, MemorySwap: 128 * MIB, PidsLimit: 50 };
  await labelled.add('job', { command: BUSY, hostConfig: { ...OWN_DISK, ...limits } });
  return { project: labelled.project, socket: pathname, image, labelled };
}
