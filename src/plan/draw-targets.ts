import type { Experiment, TargetSpec } from '../manifest/experiment.ts';
import { instanceNames } from '../manifest/instance-names.ts';
import { createRandom } from '../random/create-random.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { sample } from '../random/sample.ts';
import type { PlannedInstance } from './run-plan.ts';

export type ServiceTarget = Extract<TargetSpec, { readonly kind: 'service' }>;

/** The instances of a service target: those that it may mean, and those that the seed picked, in the order of their numbers. */
export interface DrawnTarget {
  readonly name: string;
  readonly candidates: readonly string[];
  readonly drawn: readonly string[];
}

/** Every process of the stack, replica by replica. */
export function plannedInstances({ stack }: Experiment): PlannedInstance[] {
  if (stack.kind === 'urls') return [];
  return stack.processes.flatMap(({ name: service, replicas }) =>
    instanceNames(service, replicas).map((name, at) => ({ name, service, replica: at + 1 })),
  );
}

/** Each service target has a stream of its own, so that a new target changes no other's victims. */
export function drawTargets(experiment: Experiment, seed: number): Map<string, DrawnTarget> {
  const instances = plannedInstances(experiment);
  const drawn = new Map<string, DrawnTarget>();
  for (const [name, target] of Object.entries(experiment.targets)) {
    if (target.kind !== 'service') continue;
    const candidates = instances.filter(({ service }) => service === target.service).map((instance) => instance.name);
    const picked = new Set(sample(createRandom(deriveSeed(seed, `targets/${name}`)), candidates, howMany(target, candidates.length)));
    drawn.set(name, { name, candidates, drawn: candidates.filter((candidate) => picked.has(candidate)) });
  }
  return drawn;
}

/** A percentage rounds up, to one at least. The tolerance keeps 7 % of 100 from being 8. */
function howMany({ select }: ServiceTarget, candidates: number): number {
  switch (select.kind) {
    case 'all':
      return candidates;
    case 'count':
      return select.count;
    case 'percent':
      return Math.max(1, Math.ceil((candidates * select.percent) / 100 - 1e-9));
    default:
      return select satisfies never;
  }
}
