import { expect, test } from 'vitest';
import { undisturbed } from '../../bench/undisturbed.ts';

test('a measurement that may be disturbed by any amount is made once', async () => {
  const { value, tries } = await undisturbed(async () => 7, 1);
  expect([value, tries]).toEqual([7, 1]);
});

test('one that can never be calm enough is made as often as allowed, and some try counts', async () => {
  let made = 0;
  const { value, tries } = await undisturbed(async () => ++made, -1, 3);
  expect([made, tries]).toEqual([3, 3]);
  expect([1, 2, 3]).toContain(value);
});
