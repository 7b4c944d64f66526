import { describe, expect, it } from 'vitest';
import { toxicJson } from '../../../src/proxy/toxic.ts';
import { parseToxic, parseToxicChange } from '../../../src/proxy/toxic-body.ts';
import { TOXIC_KINDS } from '../../../src/proxy/toxic-kinds.ts';

const parse = (body: unknown): object => toxicJson(parseToxic(body, TOXIC_KINDS));

describe('parseToxic', () => {
  it('fills in what is missing, as Toxiproxy does', () => {
    expect(parse({ type: 'latency' })).toEqual({
      name: 'latency_downstream',
      type: 'latency',
      stream: 'downstream',
      toxicity: 1,
      attributes: { latency: 0, jitter: 0 },
    });
  });

  it.each([
    ['a toxic that is none', { type: 'down' }, /invalid toxic type: "down" \(there are latency,/],
    ['a stream that is none', { type: 'latency', stream: 'sideways' }, /stream was invalid/],
    [
      'a mistyped attribute',
      { type: 'latency', attributes: { latnecy: 5 } },
      /"latnecy" is no attribute of latency \(there are latency, jitter, seed, clients\)/,
    ],
    ['a mistyped field', { type: 'latency', toxcity: 0.5 }, /"toxcity" is no field of a toxic/],
    ['a negative value', { type: 'latency', attributes: { latency: -1 } }, /latency must be a whole number of 0 to 86400000 ms, not -1/],
    ['a fraction', { type: 'latency', attributes: { latency: 1.5 } }, /not 1.5/],
    ['a string for a number', { type: 'latency', attributes: { latency: '5' } }, /not "5"/],
    ['an absurd value', { type: 'timeout', attributes: { timeout: 1e300 } }, /timeout must be/],
    ['a toxicity above 1', { type: 'latency', toxicity: 2 }, /toxicity must be a number from 0 to 1, not 2/],
    ['a slicer that would never end', { type: 'slicer', attributes: { average_size: 0 } }, /average_size must be a whole number of 1/],
    [
      'a slicer that varies more than its size',
      { type: 'slicer', attributes: { average_size: 8, size_variation: 8 } },
      /less than average_size/,
    ],
    ['no object', [], /must be a JSON object/],
    ['attributes that are no object', { type: 'latency', attributes: 5 }, /attributes must be a JSON object/],
  ])('refuses %s', (_, body, message) => {
    expect(() => parse(body)).toThrow(message);
  });
});

describe('parseToxicChange', () => {
  const current = parseToxic({ type: 'latency', toxicity: 0.5, attributes: { latency: 100, jitter: 10, seed: 3 } }, TOXIC_KINDS);

  it('merges attributes and leaves the rest', () => {
    expect(toxicJson(parseToxicChange({ attributes: { jitter: 0 }, name: 'other', stream: 'upstream' }, current))).toEqual({
      name: 'latency_downstream',
      type: 'latency',
      stream: 'downstream',
      toxicity: 0.5,
      attributes: { latency: 100, jitter: 0, seed: 3 },
    });
  });

  it('refuses what a new toxic would be refused for', () => {
    expect(() => parseToxicChange({ attributes: { rate: 1 } }, current)).toThrow(/"rate" is no attribute of latency/);
  });
});
