import { describe, expect, test } from 'vitest';
import type { ContainerChange, ContainerState } from '../../../src/events/container-state.ts';
import { LIFECYCLE_KEPT, MEASUREMENTS_KEPT } from '../../../src/events/container-state.ts';
import { foldContainerChanged, foldContainersMeasured, moveToTimeline } from '../../../src/events/fold-container.ts';
import { containerRow } from '../../../src/report/container-row.ts';

const NAME = 'shop-api-1';
let containers: Map<string, ContainerState>;

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
  foldContainersMeasured(containers, { type: 'containers-measured', containers: [one] }, atMs);
}

function stateOf(): ContainerState {
  const found = containers.get(NAME);
  if (found === undefined) throw new Error('nothing was folded');
  return found;
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
    expect(containerRow(stateOf())).toMatchObject({ deaths: 1, oomKills: 1, starts: 2 });
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
    moveToTimeline(containers, 1_500);
    changed('died', { atMs: 10 });
    expect(stateOf().lifecycle.map(({ atMs }) => atMs)).toEqual([-1_100, 10]);
    expect(stateOf().measurements.map(({ atMs }) => atMs)).toEqual([-600]);
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

  test('keeps the latest of a long run, and no more', () => {
    containers = new Map();
    for (let n = 0; n < MEASUREMENTS_KEPT + 10; n += 1) measured(n, 1, n);
    for (let n = 0; n < LIFECYCLE_KEPT + 10; n += 1) changed('started', { atMs: n });
    expect(stateOf().measurements).toHaveLength(MEASUREMENTS_KEPT);
    expect(stateOf().measurements[0]?.memoryBytes).toBe(10);
    expect(stateOf().lifecycle).toHaveLength(LIFECYCLE_KEPT);
  });

  test('gives its load in the report, and nothing where none was measured', () => {
    containers = new Map();
    changed('started');
    expect(containerRow(stateOf())).toMatchObject({ cpuCores: null, memoryBytes: null, memoryLimitBytes: null, series: [] });
    measured(1_000.4, 0.5, 100);
    measured(2_000, 1, 300);
    expect(containerRow(stateOf())).toMatchObject({
      cpuCores: { mean: 0.75, max: 1 },
      memoryBytes: { mean: 200, max: 300 },
      memoryLimitBytes: 1_000,
      series: [{ atMs: 1_000, cpuCores: 0.5 }, { atMs: 2_000 }],
    });
  });
});
