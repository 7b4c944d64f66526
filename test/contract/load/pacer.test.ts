import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EngineClock } from '../../../src/load/engine/engine-clock.ts';
import { Pacer } from '../../../src/load/engine/thread/pacer.ts';
import { SpinningPacer } from '../../../src/load/engine/thread/spinning-pacer.ts';
import type { WakeUp } from '../../../src/load/engine/thread/wake-up.ts';
import { ENGINE_THREADS } from './engine-threads.ts';

interface Started {
  readonly pacer: WakeUp;
  readonly clock: EngineClock;
  readonly woken: EventEmitter;
  readonly wakes: number[];
}

async function startPacer(tickUs: number, precise = false): Promise<Started> {
  const clock = new EngineClock(0n);
  const woken = new EventEmitter();
  const wakes: number[] = [];
  const onWake = (): void => {
    wakes.push(clock.nowUs());
    woken.emit('wake');
  };
  const pacer = precise ? new SpinningPacer(clock, onWake) : new Pacer(ENGINE_THREADS.pacer, tickUs, clock, onWake);
  await pacer.online();
  pacer.begin(0n);
  return { pacer, clock, woken, wakes };
}

const block = (clock: EngineClock, us: number): void => {
  const until = clock.nowUs() + us;
  while (clock.nowUs() < until);
};

test.each([
  ['asleep', false],
  ['spinning', true],
])('%s, it wakes at the time set, not before it', async (_, precise) => {
  const { pacer, clock, woken, wakes } = await startPacer(200, precise);
  for (let i = 0; i < 20; i++) {
    const dueUs = clock.nowUs() + 3000;
    pacer.wakeAt(dueUs);
    await once(woken, 'wake');
    expect(wakes.at(-1)).toBeGreaterThanOrEqual(dueUs);
  }
  pacer.stop();
});

test.each([
  ['asleep', false],
  ['spinning', true],
])('%s, a time set anew replaces the one before', async (_, precise) => {
  const { pacer, clock, woken, wakes } = await startPacer(200, precise);
  const dueUs = clock.nowUs() + 30_000;
  pacer.wakeAt(dueUs + 3_600_000_000);
  pacer.wakeAt(dueUs);
  await once(woken, 'wake');
  await sleep(50);
  expect(wakes).toHaveLength(1);
  expect(wakes[0]).toBeGreaterThanOrEqual(dueUs);
  pacer.stop();
});

test('a tick lies between wake-ups on the average, and by chance some are closer', async () => {
  const { pacer, clock, woken, wakes } = await startPacer(20_000);
  for (let i = 0; i < 30; i++) {
    pacer.wakeAt(clock.nowUs() + 1000);
    await once(woken, 'wake');
  }
  const [first = 0, last = 0] = [wakes[0], wakes.at(-1)];
  // Twenty may come at once, if none came for long; the others wait their turn.
  expect(wakes[15]).toBeLessThan(first + 15 * 20_000);
  expect(last - first).toBeGreaterThan(8 * 20_000);
  pacer.stop();
});

test('wake-ups that pile up behind a blocked loop do not put it to sleep', async () => {
  const { pacer, clock, woken, wakes } = await startPacer(200);
  for (let i = 0; i < 3; i++) {
    pacer.wakeAt(clock.nowUs() + 500 + i);
    block(clock, 20_000);
  }
  await expect.poll(() => wakes.length).toBeGreaterThan(0);
  await sleep(20);
  pacer.wakeAt(clock.nowUs() + 1000);
  await once(woken, 'wake');
  pacer.stop();
});
