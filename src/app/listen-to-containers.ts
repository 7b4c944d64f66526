import type { OutsiderWatch } from './watch-outsiders.ts';
import { measureContainers } from '../docker/measure-containers.ts';
import type { StackContainer } from '../docker/stack-container.ts';
import type { ContainerNews } from '../docker/parse-event.ts';
import { watchContainers } from '../docker/watch-containers.ts';
import type { EventBus } from '../runner/event-bus.ts';
import type { StopPort } from '../runner/stop-port.ts';
import type { DockerStack } from '../docker/docker-stack.ts';

const LOOK_LIMIT_MS = 5_000;

export interface ContainerListening {
  /** The stack stands: what becomes of it from now on is a fault's doing or nobody's. */
  settled(containers: readonly StackContainer[]): void;
  /** We take it down: what becomes of it from now on is no part of the run. */
  leaving(): void;
  close(): void;
}

/** Turns what becomes of the stack's containers, and what they use, into events. An engine that stays away ends the run. */
export function listenToContainers(
  stack: DockerStack,
  { bus, stop, outsiders }: { readonly bus: EventBus; readonly stop: StopPort; readonly outsiders: OutsiderWatch },
): ContainerListening {
  const { engine, project } = stack;
  let isSettling = true;
  let isLeaving = false;
  let isClosed = false;
  let published = new Map<string, string>();
  const instances = new Map<string, string>();
  const meter = measureContainers(engine, (containers) => bus.emit({ type: 'containers-measured', containers }));
  const watch = watchContainers(engine, project, { onNews, onLost }, Math.floor(Date.now() / 1000));

  function onNews(news: ContainerNews): void {
    if (isLeaving) return;
    const { container, id, service, change, exitCode, health } = news;
    const instance = instances.get(`${service}/${news.replica}`) ?? service;
    const expected = isSettling || change === 'health-changed' || stack.isExpected(instance);
    bus.emit({ type: 'container-changed', container, id, service: service === '' ? null : service, change, exitCode, health, expected });
    if (change === 'died' && !expected) outsiders.died(instance, exitCode);
    if (!isSettling && (change === 'started' || change === 'removed')) void look();
  }

  function onLost(reason: string): void {
    const message = `the Docker engine ${engine.name} does not answer any more: ${reason}`;
    bus.emit({ type: 'component-lost', component: 'docker engine', message });
    stop.stop({ kind: 'component-lost', component: 'docker engine', message });
  }

  /** A container that was started anew has a new stream of samples, and may have other ports. */
  async function look(): Promise<void> {
    const containers = await stack.list(AbortSignal.timeout(LOOK_LIMIT_MS)).catch((error: unknown) => {
      if (isLeaving || isClosed) return [];
      const why = error instanceof Error ? error.message : String(error);
      bus.emit({ type: 'warning-raised', message: `whether a container that was started anew has other ports is not known: ${why}` });
      return [];
    });
    if (containers.length === 0 || isLeaving || isClosed) return;
    meter.watch(containers.filter(({ status }) => status === 'running'));
    for (const { instance, ports, status } of containers) {
      const before = published.get(instance);
      const now = portsOf({ ports });
      if (status !== 'running' || before === undefined || now === before || now === '') continue;
      published.set(instance, now);
      const message = `${instance} was published as ${before}, and is ${now} since it was started again: load still goes to the old port`;
      bus.emit({ type: 'component-lost', component: `port of ${instance}`, message: `${message}; publish it with a fixed number` });
      stop.stop({ kind: 'component-lost', component: `port of ${instance}`, message });
    }
  }

  return {
    settled(containers) {
      isSettling = false;
      for (const { service, replica, instance } of containers) instances.set(`${service}/${replica}`, instance);
      published = new Map(containers.map((one) => [one.instance, portsOf(one)]));
      meter.watch(containers.filter(({ status }) => status === 'running'));
    },
    leaving() {
      isLeaving = true;
      meter.watch([]);
    },
    close() {
      isClosed = true;
      watch.close();
      meter.close();
    },
  };
}

/** Only those that an address may have been made of. */
function portsOf({ ports }: Pick<StackContainer, 'ports'>): string {
  return ports.flatMap(({ container, published }) => (published === null ? [] : [`${published}→${container}`])).join(' ');
}
