import { EXIT, UserError } from '../../../../errors/user-error.ts';
import { isGone } from '../../../../docker/docker-call-error.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { linkLocal } from './link-local.ts';

/** A container of the stack, as far as its network is concerned. */
export interface NetworkedContainer {
  readonly instance: string;
  readonly id: string;
  readonly startedAt: string;
  /** Running or paused: it has a network. */
  readonly isUp: boolean;
  /** `HostConfig.NetworkMode`. */
  readonly networkMode: string;
  /** Full ID of the container whose network it is: its own, or the end of its `container:` chain. */
  readonly networkOf: string;
  /** By network name; of the container whose network it is. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** By which it is reached on the links of those networks alone; needed to cut it off, and no use for anything else. */
  readonly linkLocal: readonly string[];
  /** Addresses of the engine's machine on those networks. */
  readonly gateways: readonly string[];
  /** Ports of the engine's machine by TCP port of the container. */
  readonly published: Readonly<Record<number, readonly number[]>>;
}

/** The containers of a stack that stands, as they are now. */
export interface ContainerDirectory {
  readonly engine: DockerEngine;
  /** Compose's project: what start events are filtered by. */
  readonly project: string;
  list(signal: AbortSignal): Promise<readonly { readonly instance: string; readonly id: string }[]>;
}

const CHAIN_LIMIT = 10;
const CHAIN = 'container:';

/** Every container of the stack with its addresses; one that went away in the meantime is left out. */
export async function networkedContainers(directory: ContainerDirectory, signal: AbortSignal): Promise<NetworkedContainer[]> {
  const known = await directory.list(signal);
  const found = await Promise.all(known.map(({ instance, id }) => look(directory.engine, instance, id, signal)));
  return found.filter((one) => one !== null);
}

/**
 * The container in whose network namespace another lives: itself, or the end of its `container:` chain. Throws a UserError (exit 2)
 * where that is the engine's machine: rules there would be the host's own.
 */
export async function namespaceOwner(engine: DockerEngine, container: NetworkedContainer, signal: AbortSignal): Promise<string> {
  let { id, networkMode } = container;
  for (let steps = 0; steps < CHAIN_LIMIT; steps += 1) {
    if (networkMode === 'host') throw refuse(container, 'it uses the network of the engine’s machine');
    if (networkMode === 'none') throw refuse(container, 'it has no network');
    if (!networkMode.startsWith(CHAIN)) return id;
    const next = await inspect(engine, networkMode.slice(CHAIN.length), signal);
    if (next === null) throw refuse(container, `it uses the network of ${networkMode}, which is gone`);
    id = next.Id;
    networkMode = next.HostConfig.NetworkMode ?? '';
  }
  throw refuse(container, 'its `container:` chain has no end');
}

async function look(engine: DockerEngine, instance: string, id: string, signal: AbortSignal): Promise<NetworkedContainer | null> {
  const info = await inspect(engine, id, signal);
  if (info === null) return null;
  let owner = info;
  for (let steps = 0; steps < CHAIN_LIMIT && owner.HostConfig.NetworkMode?.startsWith(CHAIN) === true; steps += 1) {
    const next = await inspect(engine, owner.HostConfig.NetworkMode.slice(CHAIN.length), signal);
    if (next === null) break;
    owner = next;
  }
  const networks = Object.entries(owner.NetworkSettings.Networks);
  return {
    instance,
    id: info.Id,
    startedAt: info.State.StartedAt,
    isUp: info.State.Running && !info.State.Restarting,
    networkMode: info.HostConfig.NetworkMode ?? '',
    networkOf: owner.Id,
    addresses: Object.fromEntries(networks.map(([name, at]) => [name, [at.IPAddress, at.GlobalIPv6Address].filter((one) => one !== '')])),
    linkLocal: networks.map(([, at]) => linkLocal(at.MacAddress)).filter((one) => one !== null),
    published: Object.fromEntries(
      Object.entries(owner.NetworkSettings.Ports ?? {})
        .filter(([port]) => port.endsWith('/tcp'))
        .map(([port, bindings]) => [
          Number.parseInt(port, 10),
          [...new Set((bindings ?? []).map(({ HostPort }) => Number(HostPort)).filter((one) => one > 0))],
        ]),
    ),
    gateways: networks.map(([, at]) => at.Gateway).filter((one) => one !== ''),
  };
}

async function inspect(engine: DockerEngine, id: string, signal: AbortSignal) {
  try {
    return await engine.call(`looking at ${id.slice(0, 12)}`, (docker) => docker.getContainer(id).inspect(), { signal });
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function refuse({ instance, id }: NetworkedContainer, why: string): UserError {
  return new UserError(`${instance} is no target for faults on the network: ${why}`, {
    exitCode: EXIT.usage,
    where: `container ${id.slice(0, 12)}`,
    try: 'give the service a network of its own in the compose file, or choose another target',
  });
}
