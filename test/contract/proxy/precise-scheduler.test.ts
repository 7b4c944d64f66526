import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PreciseScheduler } from '../../../src/proxy/precise-scheduler.ts';
import { threadEntry } from '../../setup/thread-entry.ts';

const THREAD = threadEntry('proxy/wake-thread');

/** By how much each of `count` wake-ups was late, ms, in order of size. */
async function lateness(scheduler: PreciseScheduler, count: number): Promise<number[]> {
  const late: number[] = [];
  for (let index = 0; index < count; index++) {
    const dueMs = scheduler.now() + 5 + Math.random() * 10;
    await new Promise<void>((resolve) => {
      scheduler.at(dueMs, () => {
        late.push(scheduler.now() - dueMs);
        resolve();
      });
    });
  }
  return late.sort((a, b) => a - b);
}

describe('the scheduler', () => {
  it('wakes on time to a fraction of a millisecond, and never early by more than its grace', async () => {
    const scheduler = new PreciseScheduler(THREAD);
    const late = await lateness(scheduler, 101);
    expect(late[0]).toBeGreaterThan(-0.06);
    // The median: what a busy machine does to the rest is its own affair.
    expect(late[50]).toBeLessThan(2);
    await scheduler.close();
  });

  it('wakes in order of time, leaves out what was cancelled, and holds many', async () => {
    const scheduler = new PreciseScheduler(THREAD);
    const woken: number[] = [];
    const now = scheduler.now();
    for (let index = 0; index < 2_000; index++) {
      const offset = (index * 7919) % 100;
      const cancel = scheduler.at(now + offset, () => woken.push(offset));
      if (index % 3 === 0) cancel();
    }
    await expect.poll(() => woken.length, { timeout: 5_000 }).toBe(1_333);
    expect(woken).toEqual([...woken].sort((a, b) => a - b));
    await scheduler.close();
  });

  it('goes on with plain timers when its thread cannot run', async () => {
    const scheduler = new PreciseScheduler(new URL('./no-such-thread.ts', import.meta.url));
    const late = await lateness(scheduler, 20);
    expect(late).toHaveLength(20);
    expect(late[10]).toBeLessThan(50);
    await scheduler.close();
    await sleep(0);
  });
});
