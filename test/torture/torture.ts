import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUSY, OWN_DISK } from '../contract/docker-resources/resource-subject.ts';
import { serversUnderTest } from '../contract/proxy/servers-under-test.ts';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import type { LabelledStack } from '../contract/docker-network/labelled-stack.ts';
import { testEngine } from '../setup/docker/find-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { fakeClockLibrary } from './fake-clock.ts';
import { hasSmallDisk, runTrial } from './run-trial.ts';
import type { TrialResult } from './run-trial.ts';
import { drawTrial } from './trial.ts';

const MIB = 2 ** 20;

export interface TortureOptions {
  readonly runs: number;
  readonly seed: number;
  /** The first trial's number: a single one of a session is had again by it. */
  readonly from: number;
  /** Also on containers, of an engine that may be broken. */
  readonly engine: boolean;
  readonly onResult: (result: TrialResult) => void;
}

/** Random experiments that are struck at random moments, one after the other. */
export async function torture({ runs, seed, from, engine, onResult }: TortureOptions): Promise<readonly TrialResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'shakedown-torture-'));
  const smallDisk = hasSmallDisk(folder);
  const clockLibrary = fakeClockLibrary();
  const [embedded] = await serversUnderTest();
  if (embedded === undefined) throw new Error('there is no fault proxy to test with');
  const proxy = await embedded.start();
  const stack = engine ? await standingStack() : null;
  const bench = { containers: stack, proxyApi: proxy.api.url, smallDisk, clockLibrary, compileCache: join(folder, 'cache') };
  const results: TrialResult[] = [];
  try {
    for (let number = from; number < from + runs; number += 1) {
      const result = await runTrial(drawTrial(seed, number, { engine, smallDisk, fakeClock: clockLibrary !== null }), bench);
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

async function standingStack(): Promise<{ project: string; socket: string; labelled: LabelledStack }> {
  const engine = await testEngine();
  const { protocol, pathname } = new URL(engine.address.url);
  if (protocol !== 'unix:') throw new Error('the engine’s connection is cut at its socket: it must be a local one');
  const labelled = await labelledStack(engine, await testImage(engine, 'base'), ['db']);
  await labelled.add('web', { publish: true });
  await labelled.add('worker', { restart: 'always' });
  // It has a limit of each kind: no engine takes away one that a fault gave it.
  const limits = { NanoCpus: 2e8, Memory: 128 * MIB, MemorySwap: 128 * MIB, PidsLimit: 50 };
  await labelled.add('job', { command: BUSY, hostConfig: { ...OWN_DISK, ...limits } });
  return { project: labelled.project, socket: pathname, labelled };
}
