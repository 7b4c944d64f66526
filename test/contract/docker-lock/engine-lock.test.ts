import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngineLock } from '../../../src/docker/engine-lock/acquire-engine-lock.ts';
import type { HeldEngineLock, Lease } from '../../../src/docker/engine-lock/acquire-engine-lock.ts';
import { listEngineLocks } from '../../../src/docker/engine-lock/lock-containers.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';

const limit = (): AbortSignal => AbortSignal.timeout(30_000);
/** A holder that hangs: it takes the lock, and is never heard of again. */
const HUNG: Lease = { ttlMs: 1_000, renewalMs: 600_000 };

describe.skipIf(!hasTestEngine())('the lock on the engine', () => {
  const project = `sdlock${randomBytes(3).toString('hex')}`;
  let engine: DockerEngine;
  const held: HeldEngineLock[] = [];
  const lost: string[] = [];

  beforeAll(async () => {
    engine = await testEngine();
  });
  afterEach(async () => {
    for (const lock of held.splice(0)) await lock.release(limit());
    lost.length = 0;
    expect(await holders()).toEqual([]);
  });

  async function take(run: string, lease?: Lease): Promise<HeldEngineLock> {
    const request = { project, run, holder: 'tester@here (pid 1)', onLost: () => lost.push(run) };
    const lock = await acquireEngineLock(engine, lease === undefined ? request : { ...request, lease }, limit());
    held.push(lock);
    return lock;
  }

  async function holders(): Promise<readonly string[]> {
    const locks = await listEngineLocks(engine, limit());
    return locks.filter((one) => one.project === project).map(({ run }) => run);
  }

  it('is had by one of many that want it at once; the others are told by whom', async () => {
    const runs = ['a', 'b', 'c', 'd'];
    const settled = await Promise.allSettled(runs.map((run) => take(run)));
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    const [holder = ''] = await holders();
    expect(refused).toHaveLength(3);
    for (const reason of refused) expect(reason).toMatchObject({ exitCode: 6, message: expect.stringContaining(`run ${holder} of`) });
  });

  it('is taken over once it expired, and its old holder’s release leaves the new one’s alone', async () => {
    const first = await take('first', HUNG);
    await expect(take('second')).rejects.toMatchObject({ message: expect.stringContaining('in use by run first') });
    await sleep(HUNG.ttlMs + 200);
    await take('second');
    expect(await holders()).toEqual(['second']);
    await first.release(limit());
    expect(await holders()).toEqual(['second']);
  });

  it('tells a holder that slept past its expiry that it was taken', async () => {
    await take('sleeper', { ttlMs: 200, renewalMs: 6_000 });
    await sleep(400);
    await take('awake');
    await expect.poll(() => lost).toEqual(['sleeper']);
    expect(await holders()).toEqual(['awake']);
  });

  it('is live for longer than its lease while its holder renews it', async () => {
    await take('alive', { ttlMs: 4_000, renewalMs: 300 });
    await sleep(6_000);
    await expect(take('late')).rejects.toMatchObject({ exitCode: 6 });
    expect(lost).toEqual([]);
  });
});
