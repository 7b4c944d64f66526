import { expect, test } from 'vitest';
import { Oversleep } from '../../../../src/load/engine/thread/oversleep.ts';
import { createRandom } from '../../../../src/random/create-random.ts';

const uniform = (from: number, to: number): (() => number) => {
  const random = createRandom(1);
  return () => from + (to - from) * random.uniform();
};

function observe(oversleep: Oversleep, draw: () => number, times: number): number {
  for (let i = 0; i < times; i++) oversleep.observe(draw());
  return oversleep.likelyUs;
}

test('of four sleeps, three end before what is told', () => {
  const oversleep = new Oversleep();
  observe(oversleep, uniform(20, 60), 1000);
  const draw = uniform(20, 60);
  let within = 0;
  for (let i = 0; i < 2000; i++) {
    const us = draw();
    if (us <= oversleep.likelyUs) within++;
    oversleep.observe(us);
  }
  expect(within / 2000).toBeGreaterThan(0.7);
  expect(within / 2000).toBeLessThan(0.8);
});

test('it follows a machine that wakes more slowly, and back', () => {
  const oversleep = new Oversleep();
  const sharp = observe(oversleep, uniform(15, 25), 500);
  const slow = observe(oversleep, uniform(65, 75), 500);
  const again = observe(oversleep, uniform(15, 25), 500);
  expect(sharp).toBeLessThan(30);
  expect(slow).toBeGreaterThan(60);
  expect(again).toBeLessThan(30);
});

test.each([
  ['a thread that gets no core', 50_000, 80],
  ['a clock that sleeps to the microsecond', 0, 10],
])('%s has its bound', (_, us, bound) => {
  expect(observe(new Oversleep(), () => us, 1000)).toBe(bound);
});
