import { LIFECYCLE_KEPT, MEASUREMENTS_KEPT } from './container-state.ts';
import type { ContainerChange, ContainerChanged, ContainerState, ContainersMeasured } from './container-state.ts';

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

export function foldContainersMeasured(containers: Containers, event: ContainersMeasured, atMs: number): void {
  for (const one of event.containers) {
    keep(containerOf(containers, one.container, one.service).measurements, { ...one, atMs }, MEASUREMENTS_KEPT);
  }
}

/** What was seen before the timeline's zero was known has its times since the run's beginning. */
export function moveToTimeline(containers: Containers, zeroMs: number): void {
  for (const { lifecycle, measurements } of containers.values()) {
    lifecycle.splice(0, Infinity, ...lifecycle.map((one) => ({ ...one, atMs: one.atMs - zeroMs })));
    measurements.splice(0, Infinity, ...measurements.map((one) => ({ ...one, atMs: one.atMs - zeroMs })));
  }
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
    measurements: [],
  };
  containers.set(name, container);
  return container;
}

function keep<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}
