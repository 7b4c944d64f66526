import { describe, expect, it } from 'vitest';
import { DEFAULT_GENERATOR } from '../../../src/manifest/generator-spec.ts';
import { experimentOf, problemsOf } from './manifest-fixture.ts';

const manifest = (generator: string): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: generator }
load: [{ name: shop, rate: 100/s, request: { url: "http://127.0.0.1:8080/" } }]
${generator}
phases: { baseline: 60s }
slos: [success_rate >= 90%]
`;

describe('the generator', () => {
  it('is one worker, held to the limits of SEMANTICS, unless told otherwise', () => {
    expect(experimentOf(manifest('')).generator).toEqual(DEFAULT_GENERATOR);
    expect(experimentOf(manifest('generator: { workers: 2, sent: 99.9%, within: 5s, cpu: 80%, busy: 0%, stall: 1s }')).generator).toEqual({
      workers: 2,
      precise: false,
      limits: { sentShare: 0.999, withinSeconds: 5, busyCores: 0.8, busyShare: 0, stallMs: 1000 },
    });
  });

  it('is not judged by its CPU where it never sleeps', () => {
    expect(experimentOf(manifest('generator: { precise: true }')).generator).toMatchObject({ precise: true, limits: { busyCores: null } });
  });

  it.each([
    ['{ workers: 0 }', 'generator.workers'],
    ['{ sent: 0% }', '`0%` must be more than zero'],
    ['{ within: 1500ms }', '`within` is a number of whole seconds'],
    ['{ worker: 2 }', 'worker'],
  ])('refuses %s', (generator, words) => {
    expect(problemsOf(manifest(`generator: ${generator}`)).join('\n')).toContain(words);
  });
});
