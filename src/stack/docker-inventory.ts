import type { DockerEngine } from '../docker/engine.ts';
import { instanceName } from '../docker/instance-name.ts';
import type { StackContainer } from '../docker/stack-container.ts';
import type { Inventory, InventoryInstance } from '../plan/inventory.ts';
import type { ComposeConfig } from './compose-config.ts';
import type { ComposeService } from './compose-service.ts';

/** A project that runs, as a plan sees it. */
export function inventoryOfProject(engine: DockerEngine, project: string, containers: readonly StackContainer[]): Inventory {
  return {
    engine: engineOf(engine),
    project,
    instances: withNetworkOwners(
      containers.map(
        ({ instance, service, replica, name, image, labels, ports, status, health, untouchable, autoRemove, networks, limits }) => ({
          name: instance,
          service,
          replica,
          container: name,
          image,
          labels,
          ports,
          status: health === null ? status : `${status}, ${health}`,
          untouchable,
          networks: Object.keys(networks),
          autoRemove,
          ...(limits === undefined ? {} : { limits }),
        }),
      ),
      new Map(containers.flatMap(({ instance, networkMode }) => ownerOf(networkMode, containers).map((owner) => [instance, owner]))),
    ),
  };
}

/** What a compose file will bring up. */
export function inventoryOfConfig(engine: DockerEngine, config: ComposeConfig): Inventory {
  return inventoryOf(engineOf(engine), config);
}

/** The same, on whatever engine. */
export function inventoryOf(engine: Inventory['engine'], { project, services }: ComposeConfig): Inventory {
  return {
    engine,
    project,
    instances: withNetworkOwners(
      services.flatMap(({ name: service, replicas, image, labels, ports, containerName, untouchable, networks, limits }) =>
        Array.from({ length: replicas }, (_, at) => ({
          name: instanceName(service, at + 1, replicas),
          service,
          replica: at + 1,
          container: containerName,
          image,
          labels,
          ports,
          status: 'planned',
          untouchable,
          networks,
          autoRemove: false,
          limits,
        })),
      ),
      new Map(
        services.flatMap((service) =>
          instanceNamesOf(service).flatMap((name) => plannedOwner(service, services).map((owner) => [name, owner])),
        ),
      ),
    ),
  };
}

function engineOf({ id, name, address: { url, from }, version }: DockerEngine): Inventory['engine'] {
  return { id, name, url, from, version };
}

/** `container:<id>`: the engine has the name resolved already. */
function ownerOf(networkMode: string, containers: readonly StackContainer[]): string[] {
  if (!networkMode.startsWith('container:')) return [];
  const id = networkMode.slice('container:'.length);
  const found = containers.find((one) => one.id === id || one.name === id);
  return [found?.instance ?? `the container ${id.slice(0, 12)}`];
}

/** `service:db` means its first replica, `container:name` a container that need not be of the file. */
function plannedOwner({ networkOf }: ComposeService, services: readonly ComposeService[]): string[] {
  if (networkOf === null) return [];
  const [kind, name = ''] = networkOf.split(':');
  const found = services.find((one) => (kind === 'service' ? one.name : one.containerName) === name);
  return [found === undefined ? `the container ${name}` : (instanceNamesOf(found)[0] ?? name)];
}

function instanceNamesOf({ name, replicas }: ComposeService): string[] {
  return Array.from({ length: replicas }, (_, at) => instanceName(name, at + 1, replicas));
}

/** Each with the end of its chain, and that one's networks. */
function withNetworkOwners(instances: readonly InventoryInstance[], owners: ReadonlyMap<string, string>): InventoryInstance[] {
  return instances.map((instance) => {
    const seen = new Set([instance.name]);
    let owner = owners.get(instance.name);
    for (let next = owner; next !== undefined && !seen.has(next); next = owners.get(next)) {
      seen.add(next);
      owner = next;
    }
    if (owner === undefined) return instance;
    const networks = instances.find(({ name }) => name === owner)?.networks ?? [];
    return { ...instance, networks, networkOf: owner };
  });
}
