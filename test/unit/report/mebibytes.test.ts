import { expect, test } from 'vitest';
import { tickText } from '../../../src/report/html/chart/axes.ts';
import { mebibytes } from '../../../src/report/words/mebibytes.ts';

const MIB = 2 ** 20;

test.each([
  [2047, '2047B', '0.00195 MiB'],
  [MIB, '1 MiB', '1 MiB'],
  [63.74 * MIB, '63.7 MiB', '63.7 MiB'],
  [1024 * MIB, '1024 MiB', '1024 MiB'],
  [2047 * MIB, '2047 MiB', '2047 MiB'],
  [8192.4 * MIB, '8192 MiB', '8192 MiB'],
])('%d bytes are %s, and on an axis %s', (bytes, words, tick) => {
  expect(mebibytes(bytes)).toBe(words);
  expect(tickText(bytes, 'bytes')).toBe(tick);
});
