import { describe, expect, test } from 'vitest';
import { parseManifest } from '../../../src/manifest/parse-manifest.ts';
import { planRun } from '../../../src/plan/plan-run.ts';

const HEAD = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: options }
load:
  - { name: browse, rate: 100/s, request: { url: "http://127.0.0.1:9/" }, expect: { timeout: 2s } }
phases: { baseline: 30s }
slos:
`;

function parse(...slos: string[]) {
  return parseManifest(`${HEAD}${slos.map((slo) => `  - ${slo}\n`).join('')}`, { file: 'x.yaml', folder: '/', env: {}, set: [] });
}

function problems(...slos: string[]): string[] {
  const found = parse(...slos);
  return found.ok ? [] : found.problems.map(({ message }) => message);
}

function experiment(...slos: string[]) {
  const found = parse(...slos);
  if (!found.ok) throw new Error(found.problems.map(({ message }) => message).join());
  return found.experiment;
}

describe('options of an SLO in a manifest', () => {
  test('are read, with their defaults', () => {
    const { slos } = experiment(
      'success_rate >= 99%',
      '{ expr: p95(response_time) < 1s, where: { endpoint: GET /, outcome: ok, status: 200 }, window: { size: 10s }, minSamples: 50, confidence: off, onBreach: warn }',
      '{ expr: error_rate < 5%, onBreach: stop, grace: 5s, confidence: 0.99, steady: true }',
    );
    expect(slos[0]).toMatchObject({ where: null, window: null, confidence: 0.95, steady: false, onBreach: 'fail', graceMs: 0 });
    expect(slos[1]).toMatchObject({
      where: { endpoint: 'GET /', outcome: 'ok', status: '200' },
      window: { sizeMs: 10_000, mode: 'every' },
      minSamples: 50,
      confidence: null,
      onBreach: 'warn',
    });
    expect(slos[2]).toMatchObject({ onBreach: 'stop', graceMs: 5000, confidence: 0.99, steady: true });
  });

  test.each([
    ['{ expr: mean(service_time) < 1s, steady: true }', /not known second by second/u],
    ['{ expr: max(response_time) < 1s, steady: true }', /only percentiles, rates, means and standard deviations/u],
    ['{ expr: success_rate >= 99%, grace: 5s }', /onBreach: stop/u],
    ['{ expr: success_rate >= 99%, confidence: 95 }', /./u],
    ['{ expr: success_rate >= 99%, confidence: .nan }', /./u],
    ['{ expr: success_rate >= 99%, where: { status: 999 } }', /a status is/u],
    ['{ expr: p99(response_time) < 3s }', /not below the timeout/u],
    ['{ expr: success_rate >= 99%, phase: recovery }', /without faults there is no recovery phase/u],
    ['p95(response_time) vs baseline < +20%', /without faults/u],
    ['outage_to_recovery < 5s', /nothing to recover from/u],
  ])('refuses %s', (slo, message) => {
    expect(problems(slo).join('\n')).toMatch(message);
  });

  test('names an endpoint that the load has: by its name, or by method and path where it has none', () => {
    expect(problems('{ expr: success_rate >= 99%, where: { endpoint: chekout } }')).toEqual(['no request or step is called `chekout`']);
    expect(problems('{ expr: success_rate >= 99%, where: { endpoint: GET /cart } }')).toEqual([]);
    const named = HEAD.replace(/load:[^]*phases/u, () => {
      const one = (name: string): string => `{ name: ${name}, request: { url: "http://127.0.0.1:9/" } }`;
      return `load:\n  - { name: browse, rate: 100/s, requests: [${one('home')}, ${one('checkout')}] }\nphases`;
    });
    const asked = (endpoint: string) =>
      parseManifest(`${named}  - { expr: success_rate >= 99%, where: { endpoint: ${endpoint} } }\n`, {
        file: 'x.yaml',
        folder: '/',
        env: {},
        set: [],
      });
    expect(asked('checkout')).toMatchObject({ ok: true });
    expect(asked('chekout')).toMatchObject({
      ok: false,
      problems: [{ message: 'no request or step is called `chekout`', suggestion: expect.stringContaining('checkout') }],
    });
    expect(asked('GET /')).toMatchObject({ ok: false });
  });

  test('refuses two that nothing could meet', () => {
    expect(problems('success_rate >= 99%', 'error_rate > 5%')).toEqual(['nothing can meet both this and `success_rate >= 99%`']);
    expect(problems('success_rate >= 99%', '{ expr: error_rate > 5%, phase: baseline }')).toEqual([]);
    const windowed = (mode: string): string => `{ expr: success_rate <= 50%, window: { size: 1s, mode: ${mode} } }`;
    expect(problems('success_rate >= 99%', windowed('any'))).toEqual([]);
    expect(problems('success_rate >= 99%', windowed('every'))).toEqual(['nothing can meet both this and `success_rate >= 99%`']);
  });
});

describe('what the plan refuses', () => {
  test.each([
    ['{ expr: p99(response_time) < 1s, window: { size: 5s } }', /too small: of its 500 arrivals 5 may be over the limit/u],
    ['{ expr: success_rate >= 50%, window: { size: 40s } }', /longer than its phase/u],
    ['p99.99(response_time) < 1s', /could not pass, whatever happens/u],
    ['{ expr: success_rate >= 99%, minSamples: 5000 }', /could not pass, whatever happens/u],
  ])('%s', (slo, message) => {
    expect(() => planRun(experiment(slo), { seed: 1 })).toThrow(message);
  });

  test('not a window that is large enough, nor values compared as they are', () => {
    const slos = ['{ expr: p99(response_time) < 1s, window: { size: 10s } }', '{ expr: p99.99(response_time) < 1s, confidence: off }'];
    expect(planRun(experiment(...slos), { seed: 1 }).slos.map(({ requiredSamples }) => requiredSamples)).toEqual([1, 1]);
  });
});
