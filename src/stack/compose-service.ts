import { isLoopback } from '../docker/stack-container.ts';
import { whyUntouchable } from '../docker/why-untouchable.ts';
import type { InstanceLimits } from '../plan/inventory.ts';
import { isObject } from './is-object.ts';

/** One service of a compose file; both generations of Compose write it in their own way. */
export interface ComposeService {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  /** `null`: Compose makes it up. */
  readonly containerName: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** TCP; `published: null`: the engine picks one. */
  readonly ports: readonly { readonly container: number; readonly published: number | null; readonly onLoopback?: true }[];
  /** In words, why no fault may touch it; `null`: one may. */
  readonly untouchable: string | null;
  /** `service:db` or `container:name`: it lives in that one's network; `null`: in one of its own, or in none. */
  readonly networkOf: string | null;
  /** As the file calls them. */
  readonly networks: readonly string[];
  readonly limits: InstanceLimits;
}

export function composeService(name: string, value: unknown): ComposeService {
  const service = isObject(value) ? value : {};
  const deploy = isObject(service['deploy']) ? service['deploy'] : {};
  const replicas = Number(deploy['replicas'] ?? service['scale'] ?? 1);
  return {
    name,
    image: typeof service['image'] === 'string' ? service['image'] : '(built from source)',
    replicas: Number.isInteger(replicas) ? replicas : 1,
    containerName: typeof service['container_name'] === 'string' ? service['container_name'] : null,
    labels: labelsOf(service['labels']),
    ports: listOf(service['ports']).flatMap(portOf),
    untouchable: untouchable(service),
    networkOf: networkOwner(service['network_mode']),
    networks: networksOf(service),
    limits: limitsOf(service, deploy),
  };
}

/** `cpus`, `mem_limit`, `pids_limit`, or under `deploy.resources.limits`; Compose v2 writes sizes in bytes, v1 as they stand. */
function limitsOf(service: Readonly<Record<string, unknown>>, deploy: Readonly<Record<string, unknown>>): InstanceLimits {
  const resources = isObject(deploy['resources']) ? deploy['resources'] : {};
  const limits = isObject(resources['limits']) ? resources['limits'] : {};
  return {
    cpus: positive(limits['cpus'] ?? service['cpus']),
    memoryBytes: bytesOf(limits['memory'] ?? service['mem_limit']),
    pids: positive(limits['pids'] ?? service['pids_limit']),
  };
}

function positive(value: unknown): number | null {
  return Number(value) > 0 ? Number(value) : null;
}

/** `192m`: powers of two. */
function bytesOf(value: unknown): number | null {
  const [, number, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*([bkmg])?b?$/iu.exec(String(value)) ?? [];
  return positive(Number(number) * 1_024 ** 'bkmg'.indexOf(unit.toLowerCase()));
}

function labelsOf(value: unknown): Record<string, string> {
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, text]) => [key, typeof text === 'string' ? text : JSON.stringify(text ?? '')]),
    );
  const pairs = listOf(value).filter((one) => typeof one === 'string');
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]));
}

/** `8080`, `8080:80`, `127.0.0.1:8080:80/tcp`, or `{ target, published, protocol }`. */
function portOf(value: unknown): ComposeService['ports'] {
  if (isObject(value)) {
    if (value['protocol'] === 'udp') return [];
    const published = Number(value['published'] ?? NaN);
    return [
      { container: Number(value['target']), published: Number.isInteger(published) ? published : null, ...loopback(value['host_ip']) },
    ];
  }
  const [address = '', protocol = 'tcp'] = String(value).split('/');
  if (protocol !== 'tcp') return [];
  const parts = address.split(':');
  const published = parts.length > 1 ? Number(parts.at(-2)) : NaN;
  const container = Number(parts.at(-1));
  return Number.isInteger(container)
    ? [{ container, published: Number.isInteger(published) && published > 0 ? published : null, ...loopback(parts.slice(0, -2).join(':')) }]
    : [];
}

function loopback(address: unknown): { readonly onLoopback?: true } {
  return typeof address === 'string' && isLoopback(address) ? { onLoopback: true } : {};
}

function untouchable(service: Readonly<Record<string, unknown>>): string | null {
  const { network_mode: networkMode, pid, privileged, cap_add: capabilities } = service;
  return whyUntouchable({
    networkMode: typeof networkMode === 'string' ? networkMode : '',
    pidMode: typeof pid === 'string' ? pid : '',
    privileged: privileged === true,
    capabilities: listOf(capabilities).map(String),
    sources: listOf(service['volumes']).map(sourceOf),
  });
}

function networkOwner(mode: unknown): string | null {
  return typeof mode === 'string' && /^(?:service|container):/u.test(mode) ? mode : null;
}

function networksOf(service: Readonly<Record<string, unknown>>): string[] {
  if (typeof service['network_mode'] === 'string') return [];
  const { networks } = service;
  if (isObject(networks)) return Object.keys(networks);
  const names = listOf(networks).filter((one) => typeof one === 'string');
  return names.length === 0 ? ['default'] : names;
}

function sourceOf(volume: unknown): string {
  if (isObject(volume)) return typeof volume['source'] === 'string' && volume['type'] !== 'volume' ? volume['source'] : '';
  // `/data` alone is a volume without a name.
  const [source = '', target] = String(volume).split(':');
  return target === undefined ? '' : source;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
