import type { Experiment, TargetSpec } from '../manifest/experiment.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import type { FaultKindName } from '../faults/fault-settings.ts';
import type { DrawnTarget } from './draw-targets.ts';
import type { Inventory } from './inventory.ts';
import { ON_NETWORK, sharingNetwork } from './network-namespaces.ts';
import { planContainerEdge } from './plan-container-edge.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedEdge, PlannedFault, PlannedTarget } from './run-plan.ts';

type EdgeTarget = Extract<TargetSpec, { readonly kind: 'edge' }>;

/** Faults with their victims, in the order in which they begin. */
export function planFaults(
  experiment: Experiment,
  seed: number,
  drawn: ReadonlyMap<string, DrawnTarget>,
  inventory: Inventory | null,
): PlannedFault[] {
  const edges = new Map<string, PlannedEdge>();
  const targetOf = (name: string, type: FaultKindName): PlannedTarget => {
    const spec = experiment.targets[name];
    if (spec?.kind === 'groups') return planGroups(name, spec.groups, drawn, inventory);
    if (spec?.kind !== 'edge')
      return { kind: 'instances', ...drawnBy(drawn, name), ...(ON_NETWORK.has(type) ? alongside(drawnBy(drawn, name), inventory) : {}) };
    const planned = (): PlannedEdge =>
      inventory === null ? planEdge(name, spec, drawn) : planContainerEdge(name, spec, { drawn, inventory, experiment });
    // Faults on one target are on one edge, with one proxy.
    const edge = edges.get(name) ?? planned();
    edges.set(name, edge);
    return { kind: 'edge', name, edge };
  };
  return experiment.faults
    .map(({ id, settings, proof, target, atMs, forMs, restore }) => ({
      id,
      settings,
      ...(proof === undefined ? {} : { proof }),
      target: targetOf(target, settings.type),
      atMs,
      forMs,
      restore,
      seed: deriveSeed(seed, `faults/${id}`),
    }))
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** The edges that some fault needs led through a proxy, each once. */
export function edgesOf(faults: readonly PlannedFault[]): PlannedEdge[] {
  return [...new Set(faults.flatMap(({ target }) => (target.kind === 'edge' ? [target.edge] : [])))];
}

/** Throws a UserError where the seed, or a selector, put somebody on both sides. */
function planGroups(
  name: string,
  groups: Extract<TargetSpec, { readonly kind: 'groups' }>['groups'],
  drawn: ReadonlyMap<string, DrawnTarget>,
  inventory: Inventory | null,
): PlannedTarget {
  const membersOf = (group: readonly string[]): readonly string[] =>
    sharingNetwork([...new Set(group.flatMap((member) => drawnBy(drawn, member).drawn))], inventory);
  const [first, second] = [membersOf(groups[0]), membersOf(groups[1])];
  const both = first.find((member) => second.includes(member));
  if (both === undefined) return { kind: 'groups', name, groups: [first, second] };
  throw refusal(
    `\`${both}\` is on both sides of target \`${name}\``,
    null,
    'Choose groups that share no container, and no network of one.',
  );
}

/** A namespace is cut as a whole: who lives in it is a victim too. */
function alongside(
  { drawn }: DrawnTarget,
  inventory: Inventory | null,
): { readonly drawn: readonly string[]; readonly alongside?: readonly string[] } {
  const all = sharingNetwork(drawn, inventory);
  return all.length === drawn.length ? { drawn } : { drawn: all, alongside: all.slice(drawn.length) };
}

function planEdge(name: string, { from, to, port, protocol }: EdgeTarget, drawn: ReadonlyMap<string, DrawnTarget>): PlannedEdge {
  return {
    name,
    from: from === null ? [] : drawnBy(drawn, from).drawn,
    to: drawnBy(drawn, to).drawn.map((instance) => ({ instance, port })),
    protocol,
  };
}

function drawnBy(drawn: ReadonlyMap<string, DrawnTarget>, name: string): DrawnTarget {
  const target = drawn.get(name);
  if (target === undefined) throw new Error(`target ${name} got past the manifest's checks`);
  return target;
}
