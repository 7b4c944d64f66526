import { describe, expect, it } from 'vitest';
import type { ToxicSpec } from '../../../src/toxiproxy/toxic-spec.ts';
import { differences } from '../../../src/toxiproxy/toxic-spec.ts';

const asked: ToxicSpec = { name: 'a', type: 'latency', stream: 'upstream', toxicity: 0.1, attributes: { latency: 5, jitter: 1, seed: 9 } };

describe('differences between a toxic asked for and one read back', () => {
  it('are none when all is as asked, in 32-bit floats and without a seed where the server knows none', () => {
    expect(differences(asked, { ...asked, toxicity: Math.fround(0.1), attributes: { latency: 5, jitter: 1 } })).toEqual([]);
  });

  it('name what is not', () => {
    expect(differences(asked, { ...asked, stream: 'downstream', attributes: { latency: 0, seed: 8 } })).toEqual([
      'stream is "downstream", not "upstream"',
      'latency is 0, not 5',
      'jitter is undefined, not 1',
      'seed is 8, not 9',
    ]);
  });
});
