import type { DockerEngine } from '../docker/engine.ts';
import { instanceName } from '../docker/instance-name.ts';
import type { StackContainer } from '../docker/stack-container.ts';
import type { Inventory } from '../plan/inventory.ts';
import type { ComposeConfig } from './compose-config.ts';

/** A project that runs, as a plan sees it. */
export function inventoryOfProject(engine: DockerEngine, project: string, containers: readonly StackContainer[]): Inventory {
  return {
    engine: engineOf(engine),
    project,
    instances: containers.map(
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
    instances: services.flatMap(({ name: service, replicas, image, labels, ports, containerName, untouchable, networks, limits }) =>
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
  };
}

function engineOf({ id, name, address: { url, from }, version }: DockerEngine): Inventory['engine'] {
  return { id, name, url, from, version };
}
