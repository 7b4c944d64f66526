import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors/user-error.ts';
import { maxInFlight } from '../../../src/plan/max-in-flight.ts';
import type { RunPlan } from '../../../src/plan/run-plan.ts';
import { renderPlan } from '../../../src/plan/render-plan.ts';
import { planOf, SHOP } from './plan-fixture.ts';

const drawnBy = (plan: RunPlan, fault: string): readonly string[] => {
  const target = plan.faults.find(({ id }) => id === fault)?.target;
  if (target?.kind === 'instances') return target.drawn;
  return target?.kind === 'edge' ? target.edge.from : [];
};

const refusalOf = (...set: string[]): UserError => {
  try {
    planOf({ set });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the plan was accepted');
};

describe('victims', () => {
  it('are the same for the same seed, and all get their turn over many seeds', () => {
    expect(planOf({ seed: 7 })).toEqual(planOf({ seed: 7 }));
    const seen = new Set(Array.from({ length: 60 }, (_, seed) => drawnBy(planOf({ seed }), 'crash').join()));
    expect([...seen].toSorted()).toEqual(['api-1', 'api-2', 'api-3', 'api-4']);
  });

  it('do not change when another target or fault is added', () => {
    const more = SHOP.replace('targets:\n', 'targets:\n  another: { service: catalogue, count: 1 }\n').replace(
      'faults:\n',
      'faults:\n  - { id: early, type: pause, target: another, for: 1s }\n',
    );
    for (let seed = 0; seed < 10; seed++)
      expect(drawnBy(planOf({ seed, source: more }), 'crash')).toEqual(drawnBy(planOf({ seed }), 'crash'));
  });

  it('of a percentage round up, to one at least', () => {
    const set = ['faults.crash.target=some-apis', 'safety.maxTargets=9'];
    const count = (replicas: number): number => drawnBy(planOf({ set: [...set, `vars.replicas=${replicas}`] }), 'crash').length;
    expect([1, 2, 4, 10].map(count)).toEqual([1, 1, 2, 3]);
  });

  it('are instances of the target’s service, as many as asked', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, replicas) => {
        const plan = planOf({ seed, set: [`vars.replicas=${replicas}`] });
        const [victim, ...more] = drawnBy(plan, 'crash');
        expect(more).toEqual([]);
        expect(plan.instances.find(({ name }) => name === victim)?.service).toBe('api');
        expect(plan.instances.filter(({ service }) => service === 'api')).toHaveLength(replicas);
      }),
      { numRuns: 40 },
    );
  });

  it('are never what `safety.protect` names, by service or by instance', () => {
    const protect = (name: string): string => SHOP + `safety: { protect: [${name}] }\n`;
    for (let seed = 0; seed < 20; seed++) expect(drawnBy(planOf({ seed, source: protect('api-2') }), 'crash')).not.toContain('api-2');
    expect(() => planOf({ source: protect('api') })).toThrow('every process of target `api` (api-1, api-2, api-3, api-4) is protected');
  });

  it('may be protected where an edge only leads to them, or no fault names their target', () => {
    const plan = planOf({ source: SHOP + 'safety: { protect: [catalogue] }\n' });
    expect(plan.edges[0]?.to.map(({ instance }) => instance)).toEqual(['catalogue-1', 'catalogue-2']);
    expect(() => planOf({ source: SHOP + 'safety: { protect: [catalogue] }\n', set: ['faults.crash.target=catalogue'] })).toThrow(
      'every process of target `catalogue` (catalogue-1, catalogue-2) is protected',
    );
  });

  it('of an edge are its clients: the drawn clients, times all servers', () => {
    const plan = planOf();
    expect(plan.edges).toEqual([
      {
        name: 'api-to-catalogue',
        from: drawnBy(plan, 'crash'),
        to: [
          { instance: 'catalogue-1', port: 'http' },
          { instance: 'catalogue-2', port: 'http' },
        ],
        protocol: { kind: 'http', path: '/health' },
      },
    ]);
  });
});

describe('instances and seeds', () => {
  it('number replicas, and leave a single one its bare name', () => {
    expect(planOf({ set: ['vars.replicas=1'] }).instances).toEqual([
      { name: 'catalogue-1', service: 'catalogue', replica: 1 },
      { name: 'catalogue-2', service: 'catalogue', replica: 2 },
      { name: 'api', service: 'api', replica: 1 },
    ]);
  });

  it('differ for every load and fault', () => {
    const { loads, faults } = planOf();
    const seeds = [...loads, ...faults].map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});

describe('timeline, loads and faults', () => {
  it('lays the phases end to end and orders faults by their start', () => {
    const { timeline, faults } = planOf();
    expect(timeline).toMatchObject({ baselineFromMs: 2000, faultFromMs: 12_000, recoveryFromMs: 32_000, endMs: 62_000 });
    expect(faults.map(({ id, atMs, forMs }) => [id, atMs, forMs])).toEqual([
      ['slow', 0, 20_000],
      ['crash', 5000, 10_000],
    ]);
  });

  it('expects rate × time arrivals, and room for a stall as long as the timeout', () => {
    expect(planOf().loads).toMatchObject([
      { name: 'browse', peakRate: 100, maxInFlight: 160, expected: { baseline: 1000, fault: 2000, recovery: 3000 } },
      { name: 'buy', peakRate: 1000, maxInFlight: 2269, expected: { baseline: 10_000, fault: 20_000, recovery: 30_000 } },
    ]);
    expect(maxInFlight(1, 1000)).toBe(64);
    expect(planOf({ set: ['load.buy.maxInFlight=100'] }).loads[1]?.maxInFlight).toBe(100);
  });
});

describe('SLO rows', () => {
  it('are one for each load that an SLO judges, with phase, gate and evidence', () => {
    expect(
      planOf().slos.map(({ id, load, phase, gate, expectedSamples, requiredSamples }) => [
        id,
        load,
        phase,
        gate,
        expectedSamples,
        requiredSamples,
      ]),
    ).toEqual([
      ['p99-response_time@browse', 'browse', 'fault', true, 2000, 368],
      ['p99-response_time@buy', 'buy', 'fault', true, 20_000, 368],
      ['success_rate-buy', 'buy', 'fault', true, 20_000, 381],
      ['p95-response_time-baseline-browse', 'browse', 'baseline', true, 1000, 72],
      ['max-response_time-browse', 'browse', 'fault', false, 2000, 0],
      ['recovery_time-browse', 'browse', 'recovery', false, 0, 0],
    ]);
  });

  it('take no part in the gate where they warn only, and refuse no run for want of arrivals', () => {
    const source = SHOP.replace('- p99(response_time) < 800ms', '- { expr: p99(response_time) < 800ms, onBreach: warn }')
      .replace('phase: baseline,', 'phase: baseline, onBreach: warn,')
      .replace('expr: recovery_time <', 'expr: recovery_time(success_rate >= 99%) <');
    const plan = planOf({ source, set: ['load.browse.rate=10/s'] });
    expect(plan.slos.filter(({ gate }) => gate).map(({ id }) => id)).toEqual(['success_rate-buy']);
    expect(plan.warnings.join()).toContain(
      'SLO `p99-response_time@browse` sees 200 arrivals, and nothing can be said of it with fewer than 368',
    );
  });

  it('judge the whole run where there are no faults', () => {
    const source = SHOP.slice(0, SHOP.indexOf('phases:')) + 'phases: { baseline: 10s }\nslos: [p95(response_time) < 250ms]\n';
    expect(planOf({ source }).slos.map(({ phase, expectedSamples }) => [phase, expectedSamples])).toEqual([
      ['all', 1000],
      ['all', 10_000],
    ]);
  });
});

describe('plans that must not be carried out', () => {
  it('hit more processes than allowed', () => {
    const error = refusalOf('targets.api.count=2');
    expect(error).toMatchObject({ exitCode: 2, where: expect.stringMatching(/^line 2\d, column \d+ of the manifest$/u) });
    expect(error.message).toContain('would hit 2 processes');
    expect(error.try).toContain('`count: 1`');
    expect(planOf({ set: ['targets.api.count=2', 'safety.maxTargets=2'] }).faults).toHaveLength(2);
  });

  it('hold one process by two faults at once', () => {
    const source = SHOP.replace('faults:\n', 'faults:\n  - { id: freeze, type: pause, target: api, at: 10s, for: 8s }\n');
    expect(() => planOf({ source })).toThrow(/`crash` and `freeze` would hold process `api-\d` at the same time/u);
    expect(planOf({ source, set: ['faults.crash.at=0s', 'faults.crash.for=5s'] }).faults).toHaveLength(3);
  });

  it('show two faults of one edge at once, where one of them hides the other', () => {
    const both = (...faults: readonly string[]) => {
      const entries = faults.map((one) => `  - { target: api-to-catalogue, for: 2s, ${one} }\n`).join('');
      return planOf({ source: SHOP.replace(/faults:\n(?: {2}- .*\n)+/u, `faults:\n${entries}`) }).faults.length;
    };
    const slow = 'id: slow, type: latency, at: 1s, with: { latency: 100ms }';
    const clash = /would hold edge `api-to-catalogue` at the same time/u;
    expect(() => both(slow, 'id: slower, type: latency, at: 2s, with: { latency: 50ms }')).toThrow(clash);
    expect(() => both(slow, 'id: off, type: down, at: 0s')).toThrow(clash);
    expect(() => both(slow, 'id: off, type: down, at: 2s')).toThrow(clash);
    expect(both('id: off, type: down, at: 4s', slow)).toBe(2);
    expect(both(slow, 'id: torn, type: slicer, at: 1s, with: { size: 16B }')).toBe(2);
  });

  it('lead one way through two proxies', () => {
    const source = SHOP.replace('load:\n', '  same-way: { edge: { from: api, to: catalogue } }\nload:\n').replace(
      'faults:\n',
      'faults:\n  - { id: hang, type: timeout, target: same-way }\n',
    );
    expect(() => planOf({ source })).toThrow(/edges `same-way` .* and `api-to-catalogue` .* are the same way: api-\d → catalogue-1:http/u);
  });

  it('ask for what no outcome could show', () => {
    const error = refusalOf('load.browse.rate=10/s');
    expect(error.message).toBe(
      '`p99(response_time) < 800ms` could not pass, whatever happens: it needs 368 arrivals, and the fault phase sees 200 of `browse`',
    );
    expect(error.try).toContain('37s or longer');
    expect(refusalOf('load.browse.rate=25/s').message).toContain('the baseline phase sees 250');
    expect(refusalOf('slos.1.minSamples=30000').message).toContain('needs 30,000 arrivals');
  });
});

describe('a change from the baseline', () => {
  const changed = (slo: string, load = ''): RunPlan =>
    planOf({
      source: `${SHOP.slice(0, SHOP.indexOf('slos:'))}slos:\n  - { expr: p99(response_time) vs baseline < +20%, load: browse${slo} }\n`,
      set: load === '' ? [] : [load],
    });

  it('needs an upper bound of the phase, at half the error', () => {
    expect(() => changed('', 'load.browse.rate=10/s')).toThrow(
      '`p99(response_time) vs baseline < +20%` could not pass, whatever happens: it needs 437 arrivals, and the fault phase sees 200 of `browse`',
    );
    expect(changed(', confidence: off', 'load.browse.rate=10/s').slos).toHaveLength(1);
    expect(renderPlan(changed(''))).toMatch(/browse +fault +2,000 +437 .* enough$/mu);
    expect(changed('', 'load.browse.rate=25/s').warnings.join()).toContain('sees 500 arrivals, little more than the 437');
  });

  it('needs arrivals in the baseline, and as many as `minSamples` asks for', () => {
    expect(() => changed('', 'load.browse.startAfter=15s')).toThrow(
      'could not be decided, whatever happens: the baseline phase sees no arrival of `browse`',
    );
    expect(() => changed(', minSamples: 1500')).toThrow('it needs 1,500 arrivals, and the baseline phase sees 1,000 of `browse`');
  });
});

describe('an SLO on some of the arrivals', () => {
  const request = (name: string, more: string): string => `{ name: ${name}, request: { url: "{{api.url}}/${name}" }${more} }`;
  /** `buy` offers 20,000 in the fault phase: 1 % of them check out, the rest look about; the second of its kind has no name. */
  const some = (slo: string, requests = `requests: [${request('look', ', weight: 99')}, ${request('checkout', '')}]`): string =>
    `${SHOP.slice(0, SHOP.indexOf('slos:'))}slos:\n  - ${slo}\n`.replace('request: { url: "http://127.0.0.1:8080/" }', requests);
  const row = (slo: string, requests?: string) => planOf({ source: some(slo, requests) }).slos[0];
  const refused = (slo: string, requests?: string): UserError => {
    try {
      planOf({ source: some(slo, requests) });
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
    throw new Error('the plan was accepted');
  };

  it('by endpoint has its weight’s part of them', () => {
    const slo = (metric: string, endpoint: string): string =>
      `{ expr: ${metric}(response_time) < 900ms, load: buy, phase: fault, where: { endpoint: ${endpoint} } }`;
    expect(row(slo('p95', 'checkout'))).toMatchObject({ expectedArrivals: 20_000, expectedSamples: 200 });
    expect(row(slo('p95', 'look'))).toMatchObject({ expectedSamples: 19_800 });
    const error = refused(slo('p99', 'checkout'));
    expect(error.message).toBe(
      '`p99(response_time) < 900ms` could not pass, whatever happens: it needs 368 arrivals, and the fault phase sees 200 of `buy` (endpoint checkout)',
    );
    expect(error.try).toContain('37s or longer');
    expect(refused(slo('p99', 'checkout').replace('phase: fault, ', 'confidence: off, minSamples: 150, ')).message).toContain(
      'the baseline phase sees 100 of `buy`',
    );
  });

  it('by endpoint has all of them where it is a step of a flow, and none where the load has no such endpoint', () => {
    const steps = `steps: [${request('look', '')}, ${request('checkout', '')}]`;
    const slo = '{ expr: success_rate >= 99%, load: buy, where: { endpoint: checkout } }';
    expect(row(slo, steps)).toMatchObject({ expectedSamples: 20_000 });
    expect(refused('{ expr: success_rate >= 99%, where: { endpoint: checkout } }').message).toContain(
      'could not be decided, whatever happens: the fault phase sees no arrival of `browse` (endpoint checkout)',
    );
  });

  it('by endpoint without a name goes by method and path', () => {
    const requests =
      'requests: [{ weight: 3, request: { url: "{{api.url}}/a?b=1" } }, { weight: 1, request: { method: POST, url: "http://127.0.0.1:8080/b" } }]';
    const slo = (endpoint: string): string => `{ expr: success_rate >= 99%, load: buy, where: { endpoint: ${endpoint} } }`;
    expect(row(slo('GET /a'), requests)).toMatchObject({ expectedSamples: 15_000 });
    expect(row(slo('POST /b'), requests)).toMatchObject({ expectedSamples: 5000 });
  });

  it('by outcome or status has nobody knows how many, and is refused where even all of them would be too few', () => {
    const slo = (where: string): string => `{ expr: p99(response_time) < 900ms, load: buy, where: { ${where} } }`;
    expect(row(slo('outcome: ok'))).toMatchObject({ expectedArrivals: 20_000, expectedSamples: null });
    expect(renderPlan(planOf({ source: some(slo('status: 200')) }))).toMatch(/buy +fault +yes +not known +368 +3,446 +– +–$/mu);
    expect(refused(slo('status: 200, endpoint: checkout')).message).toContain(
      'the fault phase sees at most 200 of `buy` (endpoint checkout, status 200)',
    );
  });

  it('has as many in each window', () => {
    const slo =
      '{ expr: p95(response_time) < 900ms, load: buy, phase: fault, confidence: off, window: { size: 10s }, where: { endpoint: checkout } }';
    expect(refused(slo).message).toContain('of its 100 arrivals 5 may be over the limit');
  });

  it('fits the window of one without a phase into the baseline, too, which it gates', () => {
    const slo = (size: string, more = ''): string => `{ expr: success_rate >= 50%, load: buy, window: { size: ${size} }${more} }`;
    expect(refused(slo('15s')).message).toContain('is longer than the baseline of 10s, in which it must hold before anything is injected');
    for (const fits of [slo('10s'), slo('15s', ', phase: fault'), slo('15s', ', onBreach: warn')])
      expect(planOf({ source: some(fits) }).slos).toHaveLength(1);
  });
});

describe('warnings', () => {
  it('tell of thin evidence', () => {
    expect(planOf({ set: ['load.browse.rate=37/s', 'phases.fault=16s'] }).warnings.join()).toContain(
      'sees 592 arrivals, little more than the 368',
    );
  });

  it('tell of faults that cannot be proven', () => {
    const source = SHOP.replace(', ready: { http: /health }', '');
    expect(planOf({ source }).warnings.join()).toContain('fault `slow` cannot be proven');
    expect(
      planOf({ source: source.replace('type: latency', 'type: down').replace(', with: { latency: 200ms }', '') }).warnings.join(),
    ).not.toContain('proven');
  });

  it('tell how long a stall a small cap can carry', () => {
    expect(planOf({ set: ['load.buy.maxInFlight=500'] }).warnings.join()).toContain('stalls for more than 500ms');
  });

  it('tell of load that reaches one replica of several', () => {
    expect(planOf().warnings.join()).toContain('load `browse` goes to `api-1` alone, of 4 replicas');
  });
});

describe('stack keys', () => {
  it('name fixed ports and the origins under load, each once', () => {
    expect(planOf().stackKeys).toEqual(['port-8080']);
    const source = SHOP.replace('command: node api.js', 'command: node api.js, ports: { http: auto, admin: 9000 }').replace(
      'replicas: "{{replicas}}"',
      'replicas: 1',
    );
    const set = ['load.buy.request.url=https://shop.internal/x'];
    expect(planOf({ source, set }).stackKeys).toEqual(['port-9000', 'url-https-shop.internal-443']);
    const socket = ['load.buy.request.url=http+unix://%2Frun%2Fapp.sock/x'];
    expect(planOf({ source, set: socket }).stackKeys).toEqual(['port-9000', 'socket_run_app.sock']);
  });

  it('has one edge for all faults on a target: they share its proxy', () => {
    const source = SHOP.replace('  - { id: slow,', '  - { id: cut, type: reset_peer, target: api-to-catalogue, at: 12s }\n  - { id: slow,');
    const { edges, faults } = planOf({ source });
    expect(edges.map(({ name }) => name)).toEqual(['api-to-catalogue']);
    expect(faults.filter(({ target }) => target.kind === 'edge' && target.edge === edges[0])).toHaveLength(2);
  });
});
