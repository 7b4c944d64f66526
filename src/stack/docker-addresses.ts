import type { EngineAddress } from '../docker/engine-address.ts';
import type { StackContainer } from '../docker/stack-container.ts';
import type { AddressBook } from './resolve-template.ts';

/** Where the engine publishes ports, as seen from here: on this machine's loopback, or on the machine that the engine's URL names. */
export function publishedHost({ url }: EngineAddress): string {
  const { protocol, hostname } = new URL(url);
  return protocol === 'unix:' || protocol === 'npipe:' ? '127.0.0.1' : hostname;
}

/** How load reaches a stack: through published ports only, never by a container's own address. Port names are container ports. */
export function publishedAddresses(containers: readonly StackContainer[], host: string): AddressBook {
  return {
    instancesOf(name) {
      const replicas = containers.filter(({ service }) => service === name);
      const reachable = replicas.filter(({ ports }) => ports.some(({ published }) => published !== null));
      const found = reachable.length > 0 ? reachable : replicas;
      return (found.length > 0 ? found : containers.filter(({ instance }) => instance === name)).map(({ instance }) => instance);
    },
    addressOf(instance, port) {
      const found = containers.find((one) => one.instance === instance);
      const published = (found?.ports ?? []).find(({ container, published: open }) =>
        port === null ? open !== null : String(container) === port,
      )?.published;
      return published === undefined || published === null ? null : { host, port: published };
    },
  };
}
