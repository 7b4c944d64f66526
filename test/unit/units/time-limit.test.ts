import { describe, expect, it } from 'vitest';
import { LONGEST_MS } from '../../../src/units/duration.ts';
import { timeLimit } from '../../../src/units/time-limit.ts';

describe('timeLimit', () => {
  it('takes parts of a millisecond, and the longest that a manifest may say', async () => {
    const longest = timeLimit(LONGEST_MS);
    const short = timeLimit(1.1);
    await new Promise((resolve) => short.addEventListener('abort', resolve, { once: true }));
    expect([short.aborted, longest.aborted]).toEqual([true, false]);
  });
});
