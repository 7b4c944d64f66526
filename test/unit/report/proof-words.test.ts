import { expect, test } from 'vitest';
import { measuredWords, whatAndValue } from '../../../src/report/words/proof-words.ts';

const proof = (what: string, value: number | null, unit: string | null) => ({ proven: true, what, value, unit, detail: '' });

test.each([
  [proof('added latency', 201.34, 'ms'), '+201 ms measured', 'added latency 201.3 ms'],
  [proof('added latency', -0.4, 'ms'), '-0.4 ms measured', 'added latency -0.4 ms'],
  [proof('containers frozen', 2, 'containers'), 'containers frozen: 2', 'containers frozen: 2'],
  [proof('share lost', 0.5, null), 'share lost 0.5', 'share lost 0.5'],
  [proof('nothing', null, null), 'nothing', 'nothing'],
])('%j', (given, short, long) => {
  expect(measuredWords(given)).toBe(short);
  expect(whatAndValue(given)).toBe(long);
});
