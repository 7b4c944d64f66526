import { expect, test } from 'vitest';
import { parseCpuTicks } from '../../../../src/load/engine/stolen-cpu.ts';

test('of the first line of /proc/stat, steal stands beside all: guests are counted in user and nice already', () => {
  const stat = 'cpu  100 20 30 400 5 0 15 30 7 3\ncpu0 50 10 15 200 2 0 7 15 3 1\nctxt 12\n';
  expect(parseCpuTicks(stat)).toEqual({ all: 600, stolen: 30 });
});

test.each(['', 'cpu  1 2 3\n', 'intr 1 2 3 4 5 6 7 8\n', 'cpu  1 2 3 x 5 6 7 8\n'])('what is no such line tells nothing: %j', (stat) => {
  expect(parseCpuTicks(stat)).toBeNull();
});
