import type { Experiment } from '../manifest/experiment.ts';
import type { Inventory } from './inventory.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedFault } from './run-plan.ts';

/**
 * The processes that a fault hits; for an edge its clients, since it is them who lose something; of two groups that are cut off from each
 * other the smaller one, the first where they are equal.
 */
export function victimsOf({ target }: Pick<PlannedFault, 'target'>): readonly string[] {
  switch (target.kind) {
    case 'edge':
      return target.edge.from;
    case 'groups': {
      const [first, second] = target.groups;
      return second.length < first.length ? second : first;
    }
    default:
      return target.drawn;
  }
}

/** Throws a UserError when a fault would hit more processes than `safety.maxTargets`. */
export function checkBlastRadius(
  { faults: specs, safety: { maxTargets } }: Experiment,
  faults: readonly PlannedFault[],
  inventory: Inventory | null,
): void {
  for (const fault of faults) {
    const victims = victimsOf(fault);
    if (victims.length <= maxTargets) continue;
    const position = specs.find(({ id }) => id === fault.id)?.position ?? null;
    const message = `fault \`${fault.id}\` would hit ${victims.length} ${inventory === null ? 'processes' : 'containers'} (${victims.join(', ')}); \`safety.maxTargets\` allows ${maxTargets}`;
    const target = fault.target.kind === 'edge' ? 'the target that is its `from`' : `the target \`${fault.target.name}\``;
    throw refusal(message, position, `Give ${target} a \`count: ${maxTargets}\`, or raise \`safety.maxTargets\` to ${victims.length}.`);
  }
}
