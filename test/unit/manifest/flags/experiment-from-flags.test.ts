import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { UserError } from '../../../../src/errors/user-error.ts';
import { constantArrivals } from '../../../../src/load/arrivals/constant-arrivals.ts';
import type { Experiment } from '../../../../src/manifest/experiment.ts';
import { DEFAULT_GENERATOR } from '../../../../src/manifest/generator-spec.ts';
import { experimentFromFlags } from '../../../../src/manifest/flags/experiment-from-flags.ts';
import type { LoadFlags } from '../../../../src/manifest/flags/load-flags.ts';
import { requestMaker } from '../../../../src/load/engine/scenario/request-maker.ts';
import type { LoadSpec } from '../../../../src/manifest/load-spec.ts';
import { formatSloExpression } from '../../../../src/slo/format-slo-expression.ts';
import { planRun } from '../../../../src/plan/plan-run.ts';

const NONE: LoadFlags = {
  url: 'http://127.0.0.1:8080/x',
  rate: null,
  for: null,
  stages: null,
  poisson: false,
  method: null,
  headers: [],
  body: null,
  timeout: null,
  slos: [],
  warmup: null,
  closed: false,
  connections: null,
  engine: null,
  amount: null,
  workers: null,
  precise: false,
  maxConnections: null,
  seed: null,
  insecure: false,
  allowPublic: false,
};

const from = (flags: Partial<LoadFlags> = {}): Experiment => experimentFromFlags({ ...NONE, ...flags });

const loadOf = (flags: Partial<LoadFlags> = {}): LoadSpec => {
  const [load] = from(flags).load;
  if (load === undefined) throw new Error('no load');
  return load;
};

const requestOf = (flags: Partial<LoadFlags> = {}) => {
  const { scenario } = loadOf(flags);
  if (scenario.kind !== 'requests' || scenario.requests[0] === undefined) throw new Error('no request');
  return scenario.requests[0];
};

const refused = (flags: Partial<LoadFlags>): UserError => {
  try {
    from(flags);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('without flags', () => {
  it('offers 50/s for ten seconds, with no warm-up and nothing to judge', () => {
    const experiment = from();
    expect(experiment).toMatchObject({
      name: 'load-127.0.0.1-8080',
      stack: { kind: 'urls' },
      faults: [],
      slos: [],
      phases: { warmupMs: 0, baselineMs: 10_000, faultMs: 0, recoveryMs: 0 },
    });
    expect(loadOf()).toMatchObject({ model: 'open', arrivals: { kind: 'constant', ratePerSecond: 50 }, maxInFlight: null });
    expect(requestOf()).toMatchObject({ request: { method: 'GET', url: NONE.url, body: null }, expect: { timeoutMs: 2000 } });
  });

  it('is an experiment that can be planned', () => {
    const plan = planRun(from({ slos: ['p99 < 300ms'] }), { seed: 1 });
    expect(plan.loads[0]?.expected.baseline).toBe(500);
    expect(plan.slos[0]).toMatchObject({ phase: 'all', load: 'load' });
  });
});

describe('the address', () => {
  it.each([
    ['127.0.0.1:8080/x', 'http://127.0.0.1:8080/x'],
    ['localhost:3000', 'http://localhost:3000/'],
    [':3000/a?b=c', 'http://localhost:3000/a?b=c'],
    ['HTTPS://127.0.0.1/', 'https://127.0.0.1/'],
    ['[::1]:8080', 'http://[::1]:8080/'],
  ])('%s is %s', (url, meant) => {
    expect(requestOf({ url }).request.url).toBe(meant);
  });

  it.each([
    ['http://', 'is not a URL'],
    ['http+unix://app.sock/', 'is not a URL'],
    ['ftp://127.0.0.1/', 'not supported'],
    ['http://me:secret@127.0.0.1/', 'password'],
    ['http://example.com/', 'may resolve to a public address'],
    ['http://93.184.216.34/', 'not a loopback or private address'],
  ])('%s is refused', (url, why) => {
    const error = refused({ url });
    expect(error.message).toContain(why);
    expect(error.exitCode).toBe(2);
    expect(error.message + error.where).not.toContain('secret');
  });

  it('may be a Unix socket, whose name the run then has', () => {
    for (const url of ['http+unix://%2Frun%2Fapp.sock/x', 'unix:/run/app.sock:/x']) {
      expect(requestOf({ url }).request.url).toBe(url);
      expect(from({ url }).name).toBe('load-app.sock');
    }
  });

  it('may be public where its owner says so', () => {
    const experiment = from({ url: 'https://example.com/', allowPublic: true });
    expect(experiment.safety.allowPublicTargets).toBe(true);
  });
});

describe('the open model', () => {
  it('takes rate, duration, spacing, warm-up and timeout in their units', () => {
    const flags = { rate: '600/m', for: '1m30s', poisson: true, warmup: '3s', timeout: '500ms', seed: 7 };
    expect(from(flags)).toMatchObject({ seed: 7, phases: { warmupMs: 3000, baselineMs: 90_000 } });
    expect(loadOf(flags)).toMatchObject({ arrivals: { kind: 'poisson', ratePerSecond: 10 } });
    expect(requestOf(flags).expect.timeoutMs).toBe(500);
  });

  it.each([
    [
      '100/s..500/s:30s,500/s:1m',
      100,
      [
        [500, 30_000],
        [500, 60_000],
      ],
    ],
    [
      '100/s:10s,300/s:10s',
      100,
      [
        [100, 10_000],
        [300, 0],
        [300, 10_000],
      ],
    ],
    [
      '..200/s:10s,..50/s:5s',
      0,
      [
        [200, 10_000],
        [50, 5000],
      ],
    ],
    [
      '10/s..20/s:1s,100/s..50/s:2s',
      10,
      [
        [20, 1000],
        [100, 0],
        [50, 2000],
      ],
    ],
    ['0.5/s..1.5/s:1m', 0.5, [[1.5, 60_000]]],
    [
      ' 50/s:1s , 0/s:1s ',
      50,
      [
        [50, 1000],
        [0, 0],
        [0, 1000],
      ],
    ],
  ] as const)('--stages %s', (stages, startRatePerSecond, expected) => {
    const { phases } = from({ stages });
    expect(loadOf({ stages })).toMatchObject({
      arrivals: { kind: 'stages', startRatePerSecond, stages: expected.map(([toPerSecond, overMs]) => ({ toPerSecond, overMs })) },
    });
    expect(phases.baselineMs).toBe(expected.reduce((sum, [, overMs]) => sum + overMs, 0));
  });

  it('warms up at the rate with which the stages begin', () => {
    const { arrivals } = loadOf({ stages: '10/s..20/s:5s', warmup: '2s' }) as Extract<LoadSpec, { model: 'open' }>;
    expect(arrivals).toMatchObject({
      stages: [
        { toPerSecond: 10, overMs: 2000 },
        { toPerSecond: 20, overMs: 5000 },
      ],
    });
  });

  it('ends between the last arrival of an amount and the one after it, whatever the rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 50_000 }), (amount, rate) => {
        const { phases } = from({ amount, rate: `${rate}/s` });
        const endUs = Math.round(phases.baselineMs * 1000);
        const arrivals = constantArrivals(rate, { worker: amount - 1, of: 1 });
        expect(arrivals.next()).toBeLessThan(endUs);
        expect(arrivals.next()).toBeGreaterThanOrEqual(endUs);
      }),
    );
  });
});

describe('the generator', () => {
  it('has workers, sharpness and a bound on connections by flag', () => {
    expect(from().generator).toEqual(DEFAULT_GENERATOR);
    expect(from({ workers: 2, precise: true }).generator).toMatchObject({ workers: 2, precise: true, limits: { busyCores: null } });
    expect(loadOf({ maxConnections: 64 })).toMatchObject({ maxConnections: 64 });
    expect(refused({ closed: true, precise: true }).message).toContain('no schedule to be precise about');
    expect(refused({ closed: true, maxConnections: 64 }).message).toContain('no --max-connections');
  });
});

describe('the closed model', () => {
  it('has connections in place of a rate, on autocannon unless told otherwise', () => {
    expect(loadOf({ closed: true })).toMatchObject({ model: 'closed', connections: 10, amount: null, engine: 'autocannon' });
    expect(loadOf({ closed: true, connections: 64, engine: 'native', amount: 1000 })).toMatchObject({
      connections: 64,
      engine: 'native',
      amount: 1000,
    });
  });

  it('gives an amount ten minutes, or as long as --for says', () => {
    expect(from({ closed: true, amount: 5 }).phases.baselineMs).toBe(600_000);
    expect(from({ closed: true, amount: 5, for: '20s' }).phases.baselineMs).toBe(20_000);
  });

  it('plans no number of requests, and refuses no SLO for the want of them', () => {
    const plan = planRun(from({ closed: true, slos: ['p99 < 300ms'] }), { seed: 1 });
    expect(plan.slos[0]).toMatchObject({ phase: 'all', gate: false, requiredSamples: 368 });
    expect(plan.warnings).toEqual([]);
  });
});

describe('the request', () => {
  it('is sent as it was given, whatever looks like a template in it', () => {
    const text = '{"greeting": "{{user.name}}", "{{ x.y }}": 1}';
    const maker = requestMaker(requestOf({ body: text, headers: ['X-Text: {{a.b}}'] }).request, new Map());
    expect(maker.holes).toEqual([]);
    expect(maker.make(() => undefined)).toMatchObject({ headers: { 'X-Text': '{{a.b}}' }, body: text });
  });

  it('is a POST where it has a body, unless told otherwise', () => {
    expect(requestOf({ body: '{"a":1}' }).request).toMatchObject({ method: 'POST', body: { kind: 'text', text: '{"a":1}' } });
    expect(requestOf({ body: '@/tmp/order.json', method: 'put' }).request).toMatchObject({
      method: 'PUT',
      body: { kind: 'file', path: '/tmp/order.json' },
    });
  });

  it('has the headers given, and keeps those that look secret out of every output', () => {
    const flags = { headers: ['Accept: text/html', 'Authorization: Bearer abcdef', 'X-Empty:'] };
    expect(requestOf(flags).request.headers).toEqual({ Accept: 'text/html', Authorization: 'Bearer abcdef', 'X-Empty': '' });
    expect(from(flags).secrets).toEqual(['Bearer abcdef', 'abcdef']);
  });
});

describe('SLOs', () => {
  it.each([
    ['p99 < 300ms', false, 'p99(response_time) < 300ms'],
    ['p99.9<=1.5s', false, 'p99.9(response_time) <= 1.5s'],
    ['mean < 20ms', false, 'mean(response_time) < 20ms'],
    ['p99 < 300ms', true, 'p99(service_time) < 300ms'],
    ['p50(service_time) < 5ms', false, 'p50(service_time) < 5ms'],
    ['success_rate >= 99.9%', true, 'success_rate >= 99.9%'],
    ['achieved_rate >= 500/s', true, 'achieved_rate >= 500/s'],
  ])('%s (closed: %s) is %s', (text, closed, meant) => {
    const [slo] = from({ slos: [text], closed }).slos;
    expect(slo && formatSloExpression(slo.expression)).toBe(meant);
  });

  it('have ids of their own, and no phase', () => {
    const { slos } = from({ slos: ['p99 < 300ms', 'p99 < 400ms'] });
    expect(slos.map(({ id, phase }) => [id, phase])).toEqual([
      ['p99-response_time', null],
      ['p99-response_time-2', null],
    ]);
  });
});

describe('mistakes name the flag and say what to write', () => {
  it.each([
    [{ rate: '100' }, '--rate 100', '100/s'],
    [{ rate: '0/s' }, '--rate 0/s', ''],
    [{ for: '10' }, '--for 10', ''],
    [{ timeout: 'soon' }, '--timeout soon', ''],
    [{ stages: '100/s' }, '--stages 100/s', '100/s..500/s:30s'],
    [{ stages: '0/s:10s' }, '--stages 0/s:10s', ''],
    [{ stages: '1/s:1s', rate: '1/s' }, '--rate', ''],
    [{ stages: '1/s:1s', for: '1s' }, '--for', ''],
    [{ stages: '1/s:1s', amount: 1 }, '--amount', ''],
    [{ amount: 10, for: '1s' }, '--for', ''],
    [{ amount: 10, poisson: true }, '--amount', ''],
    [{ connections: 4 }, '--connections', '--closed'],
    [{ engine: 'native' }, '--engine', '--closed'],
    [{ closed: true, rate: '1/s' }, '--rate', '--connections'],
    [{ closed: true, stages: '1/s:1s' }, '--stages', ''],
    [{ closed: true, poisson: true }, '--poisson', ''],
    [{ closed: true, engine: 'wrk' }, '--engine wrk', 'native'],
    [{ headers: ['nonsense'] }, '--header', 'Accept: application/json'],
    [{ headers: ['A: 1', 'a: 2'] }, '--header a', ''],
    [{ method: 'BREW' }, '--method BREW', 'GET'],
    [{ method: 'GET', body: 'x' }, '--method GET', 'POST'],
    [{ slos: ['p99'] }, "--slo 'p99'", ''],
    [{ slos: ['p99 < 300'] }, "--slo 'p99 < 300'", ''],
    [{ slos: ['p99 < 5s'] }, "--slo 'p99 < 5s'", '--timeout 10s'],
    [{ slos: ['recovery_time < 5s'] }, "--slo 'recovery_time < 5s'", 'shakedown run'],
    [{ slos: ['p99(response_time) < 1s'], closed: true }, "--slo 'p99(response_time) < 1s'", 'service_time'],
  ] satisfies [Partial<LoadFlags>, string, string][])('%j', (flags, where, advice) => {
    const error = refused(flags);
    expect(error.exitCode).toBe(2);
    expect(error.where).toBe(where);
    expect(error.try).toContain(advice);
  });

  it('never repeats the value of a header', () => {
    const error = refused({ headers: ['Authorization Bearer abcdef'] });
    expect(JSON.stringify([error.message, error.where, error.try])).not.toContain('abcdef');
  });
});
