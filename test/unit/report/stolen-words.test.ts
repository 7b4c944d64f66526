import { expect, test } from 'vitest';
import { stolenWords } from '../../../src/report/words/stolen-words.ts';

test('what a host took of the machine’s CPU is told from 1 % on, or from a second of 10 %', () => {
  expect(stolenWords(null)).toBeNull();
  expect(stolenWords({ mean: 0.009, worstSecond: 0.09 })).toBeNull();
  expect(stolenWords({ mean: 0.01, worstSecond: 0.02 })).toBe('the host of this machine took 1% of its CPU, 2% in the worst second');
  expect(stolenWords({ mean: 0.004, worstSecond: 0.236 })).toBe('the host of this machine took 0.4% of its CPU, 23.6% in the worst second');
});
