import { describe, expect, test } from 'vitest';
import type { ContainerChange, ContainerState } from '../../../src/events/container-state.ts';
import { LIFECYCLE_KEPT } from '../../../src/events/container-state.ts';
import { BinWidth } from '../../../src/events/bin-width.ts';
import { foldContainerChanged, foldContainersMeasured, moveContainers } from '../../../src/events/fold-container.ts';
import type { RunEventBody } from '../../../src/events/run-event.ts';
import type { ContainerRow } from '../../../src/report/report.ts';
import { containerRows, MOST_POINTS } from '../../../src/report/container-rows.ts';
import { recordTimeline } from '../../fixtures/timelines/record-timeline.ts';

const NAME = 'shop-api-1';
let containers: Map<string, ContainerState>;
let width = new BinWidth();

function changed(change: ContainerChange, more: { id?: string; exitCode?: number; health?: string; atMs?: number } = {}): void {
  const { id = 'a', exitCode = null, health = null, atMs = 0 } = more;
  foldContainerChanged(
    containers,
    { type: 'container-changed', container: NAME, id, service: 'api', change, exitCode, health, expected: false },
    atMs,
  );
}

function measured(atMs: number, cpuCores: number, memoryBytes: number): void {
  const one = { container: NAME, service: 'api', cpuCores, memoryBytes, memoryLimitBytes: 1_000, receivedBytes: 1, sentBytes: 2 };
  foldContainersMeasured(containers, { type: 'containers-measured', containers: [one] }, atMs, width);
}

function stateOf(): ContainerState {
  const found = containers.get(NAME);
  if (found === undefined) throw new Error('nothing was folded');
  return found;
}

function rowOf(): ContainerRow {
  const [row] = containerRows([stateOf()]);
  if (row === undefined) throw new Error('no row was made');
  return row;
}

/** Of a run that is planned for this long, with a fault at `faultS`. */
function widthOf({ endMs, faultS }: { endMs: number; faultS: number }): BinWidth {
  const fresh = new BinWidth();
  const [started] = recordTimeline({ ends: [0, faultS * 1000, endMs, endMs] });
  if (started === undefined) throw new Error('nothing was recorded');
  fresh.note(started);
  const body: RunEventBody = { type: 'fault-inject-called', fault: 'slow-redis' };
  fresh.note({ v: 1, seq: 1, at: '', ms: faultS * 1000, ...body });
  return fresh;
}

describe('the fold of a container', () => {
  test('tells how it ended, and that it stands again', () => {
    containers = new Map();
    changed('started');
    changed('oom-killed', { atMs: 5 });
    changed('died', { exitCode: 137, atMs: 6 });
    expect(stateOf()).toMatchObject({ status: 'exited', exitCode: 137 });
    changed('started', { atMs: 9 });
    changed('health-changed', { health: 'healthy', atMs: 10 });
    expect(stateOf()).toMatchObject({ status: 'running', exitCode: 137, health: 'healthy', service: 'api' });
    expect(rowOf()).toMatchObject({ deaths: 1, oomKills: 1, starts: 2 });
    expect(stateOf().lifecycle.map(({ change, atMs }) => `${atMs} ${change}`)).toEqual([
      '0 started',
      '5 oom-killed',
      '6 died',
      '9 started',
      '10 health-changed',
    ]);
  });

  test('has on the timeline what was seen before its zero was known', () => {
    containers = new Map();
    changed('started', { atMs: 400 });
    measured(900, 1, 1);
    moveContainers(containers, -1_500);
    changed('died', { atMs: 10 });
    expect(stateOf().lifecycle.map(({ atMs }) => atMs)).toEqual([-1_100, 10]);
    expect(stateOf().series.bins.map(({ atMs }) => atMs)).toEqual([-600]);
  });

  test('is not undone by the late removal of the container that stood there before', () => {
    containers = new Map();
    changed('started', { id: 'old' });
    changed('created', { id: 'new' });
    changed('started', { id: 'new' });
    changed('removed', { id: 'old' });
    expect(stateOf()).toMatchObject({ id: 'new', status: 'running' });
    changed('removed', { id: 'new' });
    expect(stateOf().status).toBe('removed');
  });

  test('keeps the latest changes of a long run, and no more', () => {
    containers = new Map();
    for (let n = 0; n < LIFECYCLE_KEPT + 10; n += 1) changed('started', { atMs: n });
    expect(stateOf().lifecycle).toHaveLength(LIFECYCLE_KEPT);
  });

  test('tells its use over a whole run of two hours, in tens of seconds where nothing happened', () => {
    containers = new Map();
    width = widthOf({ endMs: 7_200_000, faultS: 3000 });
    for (let second = 0; second < 7200; second += 1) measured(second * 1000 + 500, second < 3000 ? 1 : 0.5, second);
    expect(rowOf()).toMatchObject({ cpuCores: { mean: 0.708, max: 1 }, memoryBytes: { mean: 3600, max: 7199 } });
    const { bins } = stateOf().series;
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(7200);
    expect(bins.find(({ fromS }) => fromS === 1000)).toMatchObject({ toS: 1010, count: 10, memoryBytes: 1004.5 });
    expect(bins.find(({ fromS }) => fromS === 2999)).toMatchObject({ toS: 3000, count: 1, cpuCores: 1 });
    for (const [index, bin] of bins.entries()) expect(bin.fromS).toBe(bins[index - 1]?.toS ?? 0);
    width = new BinWidth();
  });

  test('gives the report of many of them fewer points, and none over a time in which it did not run', () => {
    containers = new Map();
    for (let second = 0; second < 2 * MOST_POINTS; second += 1) if (second < 5001 || second > 6000) measured(second * 1000, 1, second);
    const { series } = rowOf();
    expect(series.length).toBeLessThanOrEqual(MOST_POINTS);
    expect(series[0]).toMatchObject({ atMs: 0, memoryBytes: 1 });
    expect(series.filter(({ atMs }) => atMs >= 5_000_000 && atMs <= 6_003_000).map(({ atMs }) => atMs)).toEqual([
      5_000_000, 6_001_000, 6_003_000,
    ]);
  });

  test('gives its load in the report, and nothing where none was measured', () => {
    containers = new Map();
    changed('started');
    expect(rowOf()).toMatchObject({ cpuCores: null, memoryBytes: null, memoryLimitBytes: null, series: [] });
    measured(1_000.4, 0.5, 100);
    measured(2_000, 1, 300);
    expect(rowOf()).toMatchObject({
      cpuCores: { mean: 0.75, max: 1 },
      memoryBytes: { mean: 200, max: 300 },
      memoryLimitBytes: 1_000,
      series: [{ atMs: 1_000, cpuCores: 0.5 }, { atMs: 2_000 }],
    });
  });
});
