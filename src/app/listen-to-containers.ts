import type { OutsiderWatch } from './watch-outsiders.ts';
import { measureContainers } from '../docker/measure-containers.ts';
import type { StackContainer } from '../docker/stack-container.ts';
import type { ContainerNews } from '../docker/parse-event.ts';
import { watchContainers } from '../docker/watch-containers.ts';
import type { EventBus } from '../runner/event-bus.ts';
import type { StopPort } from '../runner/stop-port.ts';
import type { DockerStack } from '../docker/docker-stack.ts';

const LOOK_LIMIT_MS = 5_000;

type Ports = StackContainer['ports'];

export interface ContainerListening {
  /** The stack stands: what becomes of it from now on is a fault's doing or nobody's. */
  settled(containers: readonly StackContainer[]): void;
  /** We take it down: what becomes of it from now on is no part of the run. */
  leaving(): void;
  /** The containers by the ports that they were last seen with. */
  reached(): readonly StackContainer[];
  close(): void;
}

export interface ListeningParts {
  readonly bus: EventBus;
  readonly stop: StopPort;
  /** Told of ports that were published anew; `null`: the load cannot follow, and the run ends. */
  readonly follow: { move(port: number, now: number): void } | null;
  readonly outsiders: OutsiderWatch;
  /** The beginning, by the engine's own clock. */
  readonly since: Date;
}

/** Turns what becomes of the stack's containers, and what they use, into events. An engine that stays away ends the run. */
export function listenToContainers(stack: DockerStack, { bus, stop, follow, outsiders, since }: ListeningParts): ContainerListening {
  const { engine, project } = stack;
  let isSettling = true;
  let isLeaving = false;
  let isClosed = false;
  /** As the load was prepared with them, and as they are now. */
  let prepared = new Map<string, Ports>();
  let reached = new Map<string, StackContainer>();
  const instances = new Map<string, string>();
  const meter = measureContainers(engine, (containers) => bus.emit({ type: 'containers-measured', containers }));
  const watch = watchContainers(engine, project, { onNews, onLost }, Math.floor(since.getTime() / 1000));

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
    for (const container of containers) {
      const before = reached.get(container.instance);
      if (container.status !== 'running' || before === undefined || wordsOf(container.ports) === '') continue;
      reached.set(container.instance, container);
      if (wordsOf(before.ports) !== wordsOf(container.ports)) onMoved(container.instance, before.ports, container.ports);
    }
  }

  function onMoved(instance: string, before: Ports, now: Ports): void {
    const message = `${instance} was published as ${wordsOf(before)}, and is ${wordsOf(now)} since it was started again`;
    if (follow === null) {
      const why = `${message}: load still goes to the old port; publish it with a fixed number, or use \`engine: native\``;
      bus.emit({ type: 'component-lost', component: `port of ${instance}`, message: why });
      stop.stop({ kind: 'component-lost', component: `port of ${instance}`, message: why });
      return;
    }
    for (const { container, published: first } of prepared.get(instance) ?? []) {
      const published = now.find((one) => one.container === container)?.published ?? null;
      if (first !== null && published !== null) follow.move(first, published);
    }
    bus.emit({ type: 'warning-raised', message: `${message}: load and probes go there now` });
  }

  return {
    settled(containers) {
      isSettling = false;
      for (const { service, replica, instance } of containers) instances.set(`${service}/${replica}`, instance);
      prepared = new Map(containers.map(({ instance, ports }) => [instance, ports]));
      reached = new Map(containers.map((one) => [one.instance, one]));
      meter.watch(containers.filter(({ status }) => status === 'running'));
    },
    leaving() {
      isLeaving = true;
      meter.watch([]);
    },
    reached: () => [...reached.values()],
    close() {
      isClosed = true;
      watch.close();
      meter.close();
    },
  };
}

/** Only those that an address may have been made of. */
function wordsOf(ports: Ports): string {
  return ports.flatMap(({ container, published }) => (published === null ? [] : [`${published}→${container}`])).join(' ');
}
