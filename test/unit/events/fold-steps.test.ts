import { expect, it } from 'vitest';
import { emptyLoadState, foldDelta, foldTimings } from '../../../src/events/fold-load.ts';
import { DeltaRecorder } from '../../../src/load/engine/record/delta-recorder.ts';
import { HistogramPool } from '../../../src/load/engine/record/histogram-pool.ts';
import { ResolvedArrival, type Ending } from '../../../src/load/engine/record/resolved-arrival.ts';
import { TimingRecorder } from '../../../src/load/engine/record/timing-recorder.ts';
import { loadRow } from '../../../src/report/load-row.ts';

it('a flow is counted once, its steps each in a row of their own, with what was not reached in the denominator', () => {
  const pool = new HistogramPool();
  const endpoints = ['login', 'cart'];
  const deltas = new DeltaRecorder({ load: 'shop', worker: 0 }, { arrivals: ['shop'], steps: endpoints }, [], pool);
  const timings = new TimingRecorder('shop', 0, pool, endpoints);
  const resolved = (endpoint: number, ending: Ending, serviceMs: number): ResolvedArrival => {
    const arrival = new ResolvedArrival();
    const us = serviceMs * 1000;
    const status = ending === 'ok' ? 200 : 503;
    arrival.legs.blocked = 0;
    return Object.assign(arrival, { phase: 'baseline', endpoint, ending, status, wasSent: true, responseUs: us, serviceUs: us });
  };
  const step = (endpoint: number, ending: Ending, serviceMs: number): void => {
    deltas.addStep(resolved(endpoint, ending, serviceMs));
    if (ending !== 'notReached') timings.addStep(resolved(endpoint, ending, serviceMs));
  };
  const flow = (ending: Ending, serviceMs: number): void => {
    deltas.add(resolved(0, ending, serviceMs));
    timings.addFlow(resolved(0, ending, serviceMs));
  };
  for (let n = 0; n < 3; n++) {
    step(0, 'ok', 10);
    step(1, 'ok', 30);
    flow('ok', 40);
  }
  step(0, 'status', 5);
  step(1, 'notReached', 0);
  flow('status', 5);

  const load = emptyLoadState({
    name: 'shop',
    model: 'open',
    engine: 'native',
    connections: null,
    peakRate: 4,
    maxInFlight: 64,
    timeoutMs: 2000,
  });
  for (const delta of deltas.take()) foldDelta(load, delta, 1000);
  for (const part of timings.take(0)) foldTimings(load, part, 1000);
  const row = loadRow(load);

  expect(row).toMatchObject({ offered: 4, sent: 4, completed: 4, whole: { count: 4, successRate: 0.75, errors: { status: 1 } } });
  expect(row.whole.serviceTimeMs.max).toBe(40);
  const [cart, login] = row.endpoints;
  expect(login).toMatchObject({ endpoint: 'login', count: 4, successRate: 0.75, errors: { status: 1 }, serviceTimeMs: { max: 10 } });
  expect(cart).toMatchObject({ endpoint: 'cart', count: 4, successRate: 0.75, errors: { notReached: 1 }, serviceTimeMs: { p50: 30 } });
  expect(cart?.responseTimeMs.p99).toBeNull();
});
