import { pinLabel, RUN_LABEL } from '../docker/labels.ts';
import type { ComposeConfig } from './compose-config.ts';

/** By service, then by container port: a port of this machine that stays the same when the container is started again. */
export type PinnedPorts = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * A second compose file that marks as the run's own all that the first one creates: only what carries the label is ever taken down. A
 * port for which the file names no number gets one that survives a restart; the engine's own choice would not.
 */
export function composeOverride({ version, services, networks, volumes }: ComposeConfig, run: string, pinned: PinnedPorts): string {
  const labels = { [RUN_LABEL]: run };
  const marked = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, { labels }]));
  return JSON.stringify({
    ...(version === null ? {} : { version }),
    services: Object.fromEntries(
      services.map(({ name }) => {
        const ports = [...(pinned.get(name) ?? [])];
        const pins = Object.fromEntries(ports.map(([container, published]) => [pinLabel(container), String(published)]));
        const published = ports.map(([container, port]) => `127.0.0.1:${port}:${container}`);
        return [name, { labels: { ...labels, ...pins }, ...(published.length === 0 ? {} : { ports: published }) }];
      }),
    ),
    ...(networks.length === 0 ? { networks: marked(['default']) } : { networks: marked(networks) }),
    ...(volumes.length === 0 ? {} : { volumes: marked(volumes) }),
  });
}
