import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import { isGone } from './docker-call-error.ts';
import { instanceName } from './instance-name.ts';
import type { DockerEngine } from './engine.ts';
import { COMPOSE, pinLabel } from './labels.ts';
import { untouchable } from './untouchable.ts';
import { numberAt } from './untyped-json.ts';

const FROZEN_LIMIT_MS = 1_000;

/** `null`: as much as there is. */
export interface ContainerLimits {
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly pids: number | null;
}

/** A container of a compose project, as the engine sees it now. */
export interface StackContainer {
  /** As the plan has it: the service's name, with the replica's number where there are several. */
  readonly instance: string;
  readonly service: string;
  readonly replica: number;
  /** Full. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  /** On the engine's machine; 0 while it does not run. */
  readonly pid: number;
  /** Tells one run of it from the next. */
  readonly startedAt: string;
  readonly exitCode: number;
  /** `null`: it has no health check. */
  readonly health: string | null;
  /** By the engine, as its restart policy says; `null`: it is frozen, and does not let itself be inspected. */
  readonly restarts: number | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly networkMode: string;
  readonly autoRemove: boolean;
  /** `no`, `always`, `on-failure`, `unless-stopped`. */
  readonly restartPolicy: string;
  /** How often `on-failure` tries; 0: for ever. */
  readonly restartRetries: number;
  /** What it may use, as far as the engine says. */
  readonly limits?: ContainerLimits;
  /** In words, why no fault may touch it; `null`: one may. */
  readonly untouchable: string | null;
  /** `onLoopback`: of the engine's machine alone. */
  readonly ports: readonly { readonly container: number; readonly published: number | null; readonly onLoopback?: true }[];
  readonly networks: Readonly<Record<string, { readonly id: string; readonly ip: string; readonly ip6: string }>>;
}

/**
 * All containers of a project, or of one service of it, but one-off ones (`compose run`), by service and number. One that vanishes
 * meanwhile is left out.
 */
export async function listProject(
  engine: Pick<DockerEngine, 'call'>,
  project: string,
  signal: AbortSignal,
  service?: string,
): Promise<StackContainer[]> {
  const label = [`${COMPOSE.project}=${project}`, ...(service === undefined ? [] : [`${COMPOSE.service}=${service}`])];
  const filters = { label };
  const found = await engine.call(`listing the containers of ${project}`, (docker) => docker.listContainers({ all: true, filters }), {
    signal,
  });
  const own = found.filter(({ Labels }) => Labels[COMPOSE.oneoff]?.toLowerCase() !== 'true');
  const replicas = Map.groupBy(own, ({ Labels }) => Labels[COMPOSE.service] ?? '');
  const looked = await Promise.all(
    own.map((one) => look(engine, one, replicas.get(one.Labels[COMPOSE.service] ?? '')?.length ?? 1, signal)),
  );
  return looked.filter((one) => one !== null).toSorted((a, b) => a.service.localeCompare(b.service) || a.replica - b.replica);
}

/** One that is frozen may not let itself be inspected: then what the list says of it has to do. */
async function look(
  engine: Pick<DockerEngine, 'call'>,
  listed: ContainerInfo,
  replicas: number,
  signal: AbortSignal,
): Promise<StackContainer | null> {
  const isFrozen = listed.State === 'paused';
  try {
    const info = await inspectOrGone(engine, listed.Id, signal, isFrozen ? FROZEN_LIMIT_MS : undefined);
    return info === null ? null : stackContainer(info, replicas);
  } catch (error) {
    if (!isFrozen || signal.aborted) throw error;
    return frozenContainer(listed, replicas);
  }
}

function frozenContainer(
  { Id, Names, Image, Labels, Ports, HostConfig, NetworkSettings }: ContainerInfo,
  replicas: number,
): StackContainer {
  const service = Labels[COMPOSE.service] ?? '';
  const replica = Number(Labels[COMPOSE.number] ?? 1);
  const tcp = Ports.filter(({ Type }) => Type === 'tcp');
  return {
    instance: instanceName(service, replica, replicas),
    service,
    replica,
    id: Id,
    name: (Names[0] ?? '').replace(/^\//u, ''),
    image: Image,
    status: 'paused',
    pid: 0,
    startedAt: '',
    exitCode: 0,
    health: null,
    restarts: null,
    labels: Labels,
    networkMode: HostConfig.NetworkMode,
    autoRemove: false,
    restartPolicy: 'no',
    restartRetries: 0,
    untouchable: untouchable({ HostConfig, Mounts: [] }),
    ports: [...new Map(tcp.map(({ PrivatePort, PublicPort }) => [PrivatePort, PublicPort ?? null]))].map(([container, published]) => ({
      container,
      published,
    })),
    networks: Object.fromEntries(
      Object.entries(NetworkSettings.Networks).map(([name, { NetworkID, IPAddress }]) => [name, { id: NetworkID, ip: IPAddress, ip6: '' }]),
    ),
  };
}

/**
 * `null`: there is none (any more). Engines of version 20 do not answer for a container that was frozen while a health check began in
 * it, until that check times out.
 */
export async function inspectOrGone(
  engine: Pick<DockerEngine, 'call'>,
  id: string,
  signal: AbortSignal,
  limitMs?: number,
): Promise<ContainerInspectInfo | null> {
  try {
    return await engine.call(`inspecting container ${id.slice(0, 12)}`, (docker) => docker.getContainer(id).inspect(), {
      signal,
      ...(limitMs === undefined ? {} : { limitMs }),
    });
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function stackContainer(info: ContainerInspectInfo, replicas: number): StackContainer {
  const { Config, HostConfig, NetworkSettings, State } = info;
  const labels = Config.Labels ?? {};
  const service = labels[COMPOSE.service] ?? '';
  const replica = Number(labels[COMPOSE.number] ?? 1);
  return {
    instance: instanceName(service, replica, replicas),
    service,
    replica,
    id: info.Id,
    name: info.Name.replace(/^\//u, ''),
    image: Config.Image,
    status: statusOf(State.Status),
    pid: State.Pid,
    startedAt: State.StartedAt,
    exitCode: State.ExitCode,
    health: healthOf(info),
    restarts: info.RestartCount,
    labels,
    networkMode: HostConfig.NetworkMode ?? 'default',
    autoRemove: HostConfig.AutoRemove ?? false,
    restartPolicy: HostConfig.RestartPolicy?.Name || 'no',
    restartRetries: HostConfig.RestartPolicy?.MaximumRetryCount ?? 0,
    limits: limitsOf(HostConfig),
    untouchable: untouchable(info),
    ports: portsOf(NetworkSettings.Ports ?? {}, labels),
    networks: Object.fromEntries(
      Object.entries(NetworkSettings.Networks ?? {}).map(([name, { NetworkID, IPAddress, GlobalIPv6Address }]) => [
        name,
        { id: NetworkID, ip: IPAddress, ip6: GlobalIPv6Address },
      ]),
    ),
  };
}

/** Engines write "none" as 0, −1 or nothing. */
function limitsOf(hostConfig: unknown): ContainerLimits {
  const of = (key: string): number | null => {
    const found = numberAt(hostConfig, key);
    return found > 0 ? found : null;
  };
  const quota = of('CpuQuota');
  const nano = of('NanoCpus');
  const cpus = nano === null ? (quota === null ? null : quota / (of('CpuPeriod') ?? 100_000)) : nano / 1e9;
  return { cpus, memoryBytes: of('Memory'), pids: of('PidsLimit') };
}

export function healthOf({ State: { Health } }: ContainerInspectInfo): string | null {
  return Health === undefined || Health === null || Health.Status === 'none' ? null : Health.Status;
}

function statusOf(status: string): StackContainer['status'] {
  switch (status) {
    case 'created':
    case 'running':
    case 'paused':
    case 'restarting':
    case 'removing':
    case 'exited':
      return status;
    default:
      return 'dead';
  }
}

/** TCP ports by their numbers; of several publications the one that the run pinned, else the first. */
function portsOf(
  ports: ContainerInspectInfo['NetworkSettings']['Ports'],
  labels: Readonly<Record<string, string>>,
): StackContainer['ports'] {
  return Object.entries(ports)
    .filter(([port]) => port.endsWith('/tcp'))
    .map(([port, bindings]) => {
      const container = Number.parseInt(port, 10);
      const pinned = labels[pinLabel(container)];
      const binding = (bindings ?? []).find(({ HostPort }) => HostPort === pinned) ?? (bindings ?? [])[0];
      const published = binding?.HostPort;
      return {
        container,
        published: published === undefined || published === '' ? null : Number(published),
        ...(isLoopback(binding?.HostIp ?? '') ? { onLoopback: true as const } : {}),
      };
    })
    .toSorted((a, b) => a.container - b.container);
}

/** As a compose file or an engine writes the address on which a port is published. */
export function isLoopback(address: string): boolean {
  return /^(?:127\.|\[?::1\]?$|localhost$)/u.test(address);
}
