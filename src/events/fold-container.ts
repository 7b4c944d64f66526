import type { BinWidth } from './bin-width.ts';
import { ContainerSeries } from './container-series.ts';
import { LIFECYCLE_KEPT } from './container-state.ts';
import type { ContainerChange, ContainerChanged, ContainerMeasurement, ContainerState, ContainersMeasured } from './container-state.ts';

type Containers = Map<string, ContainerState>;

const STATUS_AFTER: Partial<Record<ContainerChange, ContainerState['status']>> = {
  created: 'created',
  started: 'running',
  died: 'exited',
  restarted: 'running',
  paused: 'paused',
  unpaused: 'running',
  removed: 'removed',
};

export function foldContainerChanged(containers: Containers, event: ContainerChanged, atMs: number): void {
  const { change, exitCode, health, expected } = event;
  const container = containerOf(containers, event.container, event.service);
  // A removal of the predecessor may be told after the successor's start.
  const isOfAnother = change === 'removed' && container.id !== '' && container.id !== event.id;
  keep(container.lifecycle, { atMs, change, exitCode, health, expected }, LIFECYCLE_KEPT);
  if (isOfAnother) return;
  container.id = event.id;
  container.status = STATUS_AFTER[change] ?? container.status;
  if (change === 'health-changed') container.health = health;
  if (change === 'died') container.exitCode = exitCode;
}

export function foldContainersMeasured(containers: Containers, event: ContainersMeasured, atMs: number, width: BinWidth): void {
  for (const one of event.containers) addMeasurement(containerOf(containers, one.container, one.service), one, atMs);
  // Those that do not run any more, too.
  for (const { series } of containers.values()) series.widen(atMs, width);
}

export function moveContainers(containers: Containers, byMs: number): void {
  for (const { lifecycle, series } of containers.values()) {
    lifecycle.splice(0, Infinity, ...lifecycle.map((one) => ({ ...one, atMs: one.atMs + byMs })));
    series.moveBy(byMs);
  }
}

function addMeasurement(container: ContainerState, measured: ContainerMeasurement, atMs: number): void {
  const { usage } = container;
  container.measured = measured;
  usage.count += 1;
  usage.cpuCoresSum += measured.cpuCores;
  usage.cpuCoresMax = Math.max(usage.cpuCoresMax, measured.cpuCores);
  usage.memoryBytesSum += measured.memoryBytes;
  usage.memoryBytesMax = Math.max(usage.memoryBytesMax, measured.memoryBytes);
  container.series.add(measured, atMs);
}

function containerOf(containers: Containers, name: string, service: string | null): ContainerState {
  const known = containers.get(name);
  if (known !== undefined) return known;
  const container: ContainerState = {
    name,
    id: '',
    service,
    status: 'running',
    health: null,
    exitCode: null,
    lifecycle: [],
    measured: null,
    usage: { count: 0, cpuCoresSum: 0, cpuCoresMax: 0, memoryBytesSum: 0, memoryBytesMax: 0 },
    series: new ContainerSeries(),
  };
  containers.set(name, container);
  return container;
}

function keep<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}
