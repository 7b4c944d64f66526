import type { UserError } from '../errors/user-error.ts';
import type { ContainerSelector, Experiment, SelectSpec, TargetSpec } from '../manifest/experiment.ts';
import { instanceNames } from '../manifest/instance-names.ts';
import { nearestName } from '../slo/nearest-name.ts';
import { createRandom } from '../random/create-random.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { sample } from '../random/sample.ts';
import { isProtected } from './check-victims.ts';
import type { Inventory, InventoryInstance } from './inventory.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedInstance } from './run-plan.ts';

export type DrawableTarget = Exclude<TargetSpec, { readonly kind: 'edge' | 'groups' }>;

/** The instances of a target: those that it may mean, and those that the seed picked, in the order of their numbers. */
export interface DrawnTarget {
  readonly name: string;
  readonly candidates: readonly string[];
  readonly drawn: readonly string[];
}

/** Every process or container of the stack, replica by replica. */
export function plannedInstances({ stack }: Experiment, inventory: Inventory | null): PlannedInstance[] {
  if (stack.kind === 'processes') {
    return stack.processes.flatMap(({ name: service, replicas }) =>
      instanceNames(service, replicas).map((name, at) => ({ name, service, replica: at + 1 })),
    );
  }
  return (inventory?.instances ?? []).map(({ name, service, replica }) => ({ name, service, replica }));
}

/**
 * Each target has a stream of its own, so that a new target changes no other's victims. Whoever is protected is not drawn, but for a
 * target that no fault hits and that is protected as a whole: an edge may lead to it. Throws a UserError (exit 2) for a target that
 * means nothing on this stack, or in which a fault would find nobody but who is protected.
 */
export function drawTargets(experiment: Experiment, seed: number, inventory: Inventory | null): Map<string, DrawnTarget> {
  const instances = plannedInstances(experiment, inventory);
  const { protect } = experiment.safety;
  const hit = hitTargets(experiment);
  const drawn = new Map<string, DrawnTarget>();
  for (const [name, target] of Object.entries(experiment.targets)) {
    if (target.kind === 'edge' || target.kind === 'groups') continue;
    const found = candidatesOf(name, target, instances, inventory);
    const free = found.filter((candidate) => !instances.some((one) => one.name === candidate && isProtected(one, protect, inventory)));
    if (free.length === 0 && hit.has(name)) throw allProtected(name, found, inventory);
    const candidates = replicaOf(name, target.select, free.length === 0 ? found : free, instances);
    const picked = new Set(sample(createRandom(deriveSeed(seed, `targets/${name}`)), candidates, howMany(name, target.select, candidates)));
    drawn.set(name, { name, candidates, drawn: candidates.filter((candidate) => picked.has(candidate)) });
  }
  return drawn;
}

/** Those whose own members lose something by a fault: of an edge the clients. */
function hitTargets({ faults, targets }: Experiment): ReadonlySet<string> {
  return new Set(
    faults.flatMap(({ target: name }) => {
      const target = targets[name];
      if (target?.kind === 'edge') return target.from === null ? [] : [target.from];
      return target?.kind === 'groups' ? target.groups.flat() : [name];
    }),
  );
}

function allProtected(name: string, found: readonly string[], inventory: Inventory | null): UserError {
  const message = `every ${inventory === null ? 'process' : 'container'} of target \`${name}\` (${found.join(', ')}) is protected`;
  const orLabel = inventory === null ? '' : ' or their label `dev.shakedown.protect` away';
  return refusal(message, null, `Choose others, or take them out of \`safety.protect\`${orLabel}.`);
}

function candidatesOf(name: string, target: DrawableTarget, instances: readonly PlannedInstance[], inventory: Inventory | null): string[] {
  if (target.kind === 'service') {
    const found = instances.filter(({ service }) => service === target.service).map((instance) => instance.name);
    if (found.length > 0) return found;
    const services = [...new Set(instances.map(({ service }) => service))];
    const near = nearestName(target.service, services);
    const advice = near === null ? `It has ${services.join(', ') || 'none'}.` : `Did you mean \`${near}\`?`;
    throw refusal(`target \`${name}\` is empty: the stack has no service \`${target.service}\``, null, advice);
  }
  const all = inventory?.instances ?? [];
  const found = all.filter((one) => isMeant(one, target.by)).map((one) => one.name);
  if (found.length > 0) return found;
  const has = all.map((one) => one.container ?? one.name).join(', ');
  throw refusal(
    `target \`${name}\` is empty: the stack has no container with ${wordsOf(target.by)}`,
    null,
    `Its containers: ${has || 'none'}.`,
  );
}

function isMeant({ name, container, labels, image }: InventoryInstance, by: ContainerSelector): boolean {
  switch (by.kind) {
    case 'name':
      return by.name === container || by.name === name;
    case 'label':
      return Object.hasOwn(labels, by.label) && (by.value === null || labels[by.label] === by.value);
    case 'image':
      return imageMatches(image, by.image);
    default:
      return by satisfies never;
  }
}

/** A selector without tag or registry means any; `redis` means `docker.io/library/redis:7` too, and not `my-redis`. */
function imageMatches(image: string, wanted: string): boolean {
  const plain = image.split('@')[0] ?? image;
  const untagged = plain.replace(/:[^/:]*$/u, '');
  return [plain, untagged].some((one) => one === wanted || one.endsWith(`/${wanted}`));
}

function wordsOf(by: ContainerSelector): string {
  switch (by.kind) {
    case 'name':
      return `the name \`${by.name}\``;
    case 'label':
      return `the label \`${by.label}${by.value === null ? '' : `=${by.value}`}\``;
    case 'image':
      return `the image \`${by.image}\``;
    default:
      return by satisfies never;
  }
}

function replicaOf(
  name: string,
  select: SelectSpec,
  candidates: readonly string[],
  instances: readonly PlannedInstance[],
): readonly string[] {
  if (select.kind !== 'replica') return candidates;
  const found = candidates.filter((candidate) => instances.some((one) => one.name === candidate && one.replica === select.replica));
  if (found.length > 0) return found;
  throw refusal(`target \`${name}\` is empty: there is no replica ${select.replica}`, null, `There are ${candidates.join(', ')}.`);
}

/** A percentage rounds up, to one at least. The tolerance keeps 7 % of 100 from being 8. */
function howMany(name: string, select: SelectSpec, candidates: readonly string[]): number {
  switch (select.kind) {
    case 'all':
    case 'replica':
      return candidates.length;
    case 'count':
      if (select.count <= candidates.length) return select.count;
      throw refusal(
        `target \`${name}\` wants ${select.count} of ${candidates.length}: ${candidates.join(', ')}`,
        null,
        'Lower its `count`.',
      );
    case 'percent':
      return Math.max(1, Math.ceil((candidates.length * select.percent) / 100 - 1e-9));
    default:
      return select satisfies never;
  }
}
