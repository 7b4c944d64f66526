import { describe, expect, it } from 'vitest';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import { edited, experimentOf, parse, VALID } from './manifest-fixture.ts';

describe('parseManifest', () => {
  it('turns a manifest into numbers, references and defaults', () => {
    const experiment = experimentOf(VALID);
    expect(experiment).toMatchObject({
      name: 'shop-survives',
      owner: 'payments',
      tags: ['ci', 'demo'],
      seed: 42,
      phases: { warmupMs: 2000, baselineMs: 10_000, faultMs: 10_000, recoveryMs: 20_000 },
      safety: { maxTargets: 1, maxDurationMs: 900_000, allowPublicTargets: false },
      stopConditions: [{ text: 'success_rate < 50% for 5s', forMs: 5000 }],
    });
    expect(experiment.load[0]).toEqual({
      name: 'browse',
      model: 'open',
      arrivals: { kind: 'poisson', ratePerSecond: 100 },
      startAfterMs: 0,
      scenario: {
        kind: 'requests',
        requests: [
          {
            name: null,
            weight: 1,
            request: {
              method: 'POST',
              url: '{{storefront.url}}/checkout',
              query: [],
              headers: {},
              auth: null,
              body: { kind: 'json', value: { sku: 'A-100' } },
            },
            expect: { status: [[200, 299]], timeoutMs: 1000 },
            checks: [],
          },
        ],
      },
      data: [],
      transport: DEFAULT_TRANSPORT,
      maxInFlight: null,
    });
  });

  it('starts processes in the manifest’s folder, splits commands at spaces and reads environment values as text', () => {
    const { stack } = experimentOf(VALID);
    expect(stack.kind === 'processes' && stack.processes[1]).toEqual({
      name: 'storefront',
      command: ['node', 'services/resilient.js'],
      cwd: '/shop',
      env: { CATALOGUE_URL: '{{catalogue.url}}', LOG_LEVEL: '3' },
      ports: { http: 'auto', admin: 9091 },
      replicas: 1,
      ready: { kind: 'http', port: 'admin', path: '/health', timeoutMs: 30_000 },
      startAfter: ['catalogue'],
      stopTimeoutMs: 3000,
    });
  });

  it('holds a fault until the fault phase ends unless `for` says otherwise, and names it after its kind and target', () => {
    const [slow, kill] = experimentOf(VALID).faults;
    expect(slow).toMatchObject({ id: 'slow', atMs: 0, forMs: 8000, position: { line: 31, column: 5 } });
    expect(kill).toMatchObject({ id: 'kill-catalogue', atMs: 2000, forMs: 8000, settings: { type: 'kill', signal: 'SIGKILL' } });
    const restart = experimentOf(edited(['type: kill', 'type: restart'])).faults[1];
    expect(restart).toMatchObject({ id: 'restart-catalogue', forMs: 0 });
  });

  it('names SLOs after what they judge, each differently', () => {
    expect(experimentOf(VALID).slos.map(({ id }) => id)).toEqual([
      'p99-response_time',
      'success_rate',
      'p95-response_time-baseline',
      'recovery_time',
    ]);
    const twice = experimentOf(edited(['  - success_rate >= 99%\n', '  - success_rate >= 99%\n  - success_rate >= 98%\n']));
    expect(twice.slos.map(({ id }) => id)).toContain('success_rate-2');
  });

  it.each([
    ['storefront-to-catalogue: { edge: { from: storefront, to: catalogue } }', { kind: 'http', path: '/health' }],
    ['storefront-to-catalogue: { edge: { from: storefront, to: catalogue, protocol: redis } }', { kind: 'redis' }],
    ['storefront-to-catalogue: { edge: { from: storefront, to: catalogue, protocol: { http: /ping } } }', { kind: 'http', path: '/ping' }],
  ])('knows what to ask an edge: %s', (edge, protocol) => {
    const source = edited(['storefront-to-catalogue: { edge: { from: storefront, to: catalogue } }', edge]);
    expect(experimentOf(source).targets['storefront-to-catalogue']).toMatchObject({ port: 'http', protocol });
  });

  it('does not guess a protocol where readiness is not asked over HTTP on that port', () => {
    const source = edited(['      ready: { http: /health, timeout: 10s }\n', '      ready: { tcp: true }\n']);
    expect(experimentOf(source).targets['storefront-to-catalogue']).toMatchObject({ protocol: null });
  });

  it.each([
    ['2xx', [[200, 299]]],
    ['204', [[204, 204]]],
    ['200-399', [[200, 399]]],
    [
      '[200, 404]',
      [
        [200, 200],
        [404, 404],
      ],
    ],
  ])('reads the status %s', (written, status) => {
    expect(experimentOf(edited(['status: 2xx', `status: ${written}`])).load[0]).toMatchObject({
      scenario: { requests: [{ expect: { status } }] },
    });
  });

  it('has no fault and no recovery phase without faults', () => {
    const source = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: steady }
load: [{ name: home, rate: 10/s, request: { url: "http://localhost:8080/" } }]
phases: { baseline: 30s }
slos: [success_rate >= 99%]
`;
    expect(experimentOf(source)).toMatchObject({
      stack: { kind: 'urls' },
      phases: { warmupMs: 3000, baselineMs: 30_000, faultMs: 0, recoveryMs: 0 },
      load: [{ scenario: { requests: [{ expect: { status: [[200, 299]], timeoutMs: 2000 }, request: { method: 'GET', body: null } }] } }],
      seed: null,
    });
    expect(experimentOf(source, { seed: 7 }).seed).toBe(7);
  });

  it('resolves anchors and aliases', () => {
    const source = edited(['latency: 200ms, jitter: 50ms', 'latency: &delay 200ms, jitter: *delay']);
    expect(experimentOf(source).faults[0]?.settings).toMatchObject({ latencyMs: 200, jitterMs: 200 });
  });

  it('warns of variables that nothing uses', () => {
    const result = parse(edited(['vars: {', 'vars: { spare: 1,']));
    expect(result.ok && result.warnings).toEqual(['nothing uses the variable `spare`']);
  });
});
