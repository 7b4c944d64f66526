import { describe, expect, it } from 'vitest';
import { planRun } from '../../../src/plan/plan-run.ts';
import type { PlannedSlo } from '../../../src/plan/run-plan.ts';
import { experimentOf, problemsOf } from './manifest-fixture.ts';

const manifest = (slos: string, more = ''): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: capacity }
load:
  - { name: users, rate: 200/s, request: { url: "http://127.0.0.1:8080/" } }
  - { name: flood, model: closed, connections: 64, request: { url: "http://127.0.0.1:8080/" } }
phases: { baseline: 30s }
slos: ${slos}
${more}`;

const slosOf = (slos: string): PlannedSlo[] => [...planRun(experimentOf(manifest(slos)), { seed: 1 }).slos];

describe('SLOs on a closed load', () => {
  it.each([
    ['[{ expr: p99(response_time) < 1s, load: flood }]', 'a closed load has no intended send times'],
    ['[{ expr: mean(response_time) < 1s, load: flood }]', 'a closed load has no intended send times'],
    ['[{ expr: p99(service_time) < 1s, load: flood, phase: baseline }]', 'a closed load is judged over the whole run'],
  ])('%s is a problem of the manifest', (slos, problem) => {
    const found = problemsOf(manifest(slos));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^8:/);
    expect(found[0]).toContain(problem);
  });

  it('take service time, success and rates, over the whole run', () => {
    const slos = slosOf('[{ expr: p99(service_time) < 1s, load: flood }, { expr: achieved_rate >= 500/s, load: flood }]');
    expect(slos.map(({ load, phase, gate }) => [load, phase, gate])).toEqual([
      ['flood', 'all', false],
      ['flood', 'all', false],
    ]);
  });

  it('without a `load` are for the loads that they fit', () => {
    const slos = slosOf('[p99(response_time) < 1s, success_rate >= 99%, { expr: p95(service_time) < 1s, phase: baseline }]');
    expect(slos.map(({ id }) => id)).toEqual([
      'p99-response_time',
      'success_rate@users',
      'success_rate@flood',
      'p95-service_time-baseline',
    ]);
  });

  it('are not refused for the want of arrivals that nobody can count beforehand', () => {
    expect(slosOf('[{ expr: p99.9(service_time) < 1s, load: flood }]')[0]).toMatchObject({ expectedSamples: 0, requiredSamples: 3688 });
  });
});
