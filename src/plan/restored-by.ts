import { restoresOf } from '../faults/kinds/restores.ts';
import type { FaultPlace, Restores } from '../faults/kinds/restores.ts';
import type { Inventory } from './inventory.ts';
import type { PlannedFault } from './run-plan.ts';

/** What undoing a fault of this plan brings back. */
export function restoredBy({ settings, target }: PlannedFault, inventory: Inventory | null): Restores {
  return restoresOf(settings.type, placeOf(target, inventory), target.kind === 'instances' && haveMemoryLimits(target.drawn, inventory));
}

function haveMemoryLimits(names: readonly string[], inventory: Inventory | null): boolean {
  return names.every((victim) => (inventory?.instances.find(({ name }) => name === victim)?.limits?.memoryBytes ?? null) !== null);
}

function placeOf(target: PlannedFault['target'], inventory: Inventory | null): FaultPlace {
  if (inventory !== null) return 'container';
  return target.kind === 'edge' ? 'edge' : 'process';
}
