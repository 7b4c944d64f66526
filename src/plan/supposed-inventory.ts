import type { Experiment, SelectSpec, TargetSpec } from '../manifest/experiment.ts';
import { instanceNames } from '../manifest/instance-names.ts';
import type { Inventory, InventoryInstance } from './inventory.ts';

type ContainerTarget = Extract<TargetSpec, { readonly kind: 'containers' }>;

/**
 * The least that a project must consist of for this experiment to make sense: what its targets and probes name, and no more. For checks
 * without an engine: whoever plans with it learns all but whether it is so.
 */
export function supposedInventory({ targets, probes }: Experiment): Inventory {
  const services = new Map<string, number>();
  const suppose = (service: string, replicas: number): void => void services.set(service, Math.max(replicas, services.get(service) ?? 1));
  for (const target of Object.values(targets)) if (target.kind === 'service') suppose(target.service, least(target.select));
  for (const probe of probes) if (probe.kind === 'container') suppose(probe.service, 1);
  const named = Object.entries(targets).flatMap(([name, target]) =>
    target.kind === 'containers' ? containersOf(`(${name})`, target) : [],
  );
  const serving = [...services].flatMap(([service, replicas]) =>
    instanceNames(service, replicas).map((name, at) => ({ ...NOTHING_KNOWN, name, service, replica: at + 1 })),
  );
  const engine = { id: '', name: '', url: 'unix:///nonexistent/docker.sock', from: 'nobody', version: '' };
  // An edge without `from` has every other service for a client.
  const others = { ...NOTHING_KNOWN, name: '(others)', service: '(others)', replica: 1 };
  return { engine, project: '', instances: [...serving, ...named, others] };
}

/** Everybody on one network, as compose has it by default. */
const SHARED: readonly string[] = ['default'];

const NOTHING_KNOWN = {
  container: null,
  image: '',
  labels: {},
  // An edge that names no port means the only one.
  ports: [{ container: 1, published: null }],
  networks: SHARED,
  status: 'planned',
  untouchable: null,
  autoRemove: false,
} as const;

function containersOf(name: string, { by, select }: ContainerTarget): InventoryInstance[] {
  return instanceNames(name, least(select)).map((instance, at) => {
    const one = { ...NOTHING_KNOWN, name: instance, service: name, replica: at + 1 };
    switch (by.kind) {
      case 'name':
        return { ...one, container: by.name };
      case 'label':
        return { ...one, labels: { [by.label]: by.value ?? '' } };
      case 'image':
        return { ...one, image: by.image };
      default:
        return by satisfies never;
    }
  });
}

function least(select: SelectSpec): number {
  switch (select.kind) {
    case 'count':
      return select.count;
    case 'replica':
      return select.replica;
    case 'all':
    case 'percent':
      return 1;
    default:
      return select satisfies never;
  }
}
