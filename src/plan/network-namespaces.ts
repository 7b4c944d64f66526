import type { FaultKindName } from '../faults/fault-settings.ts';
import type { Inventory } from './inventory.ts';

/** Faults that are done to a network namespace: whoever lives in it is hit. */
export const ON_NETWORK: ReadonlySet<FaultKindName> = new Set(['partition', 'isolate', 'loss', 'dns']);

/** The instance whose network it is; a name that no instance has where it is none of this stack. */
export function networkOwner(name: string, inventory: Inventory | null): string {
  return inventory?.instances.find((one) => one.name === name)?.networkOf ?? name;
}

/** All who live in the network of one of these, they themselves first. */
export function sharingNetwork(names: readonly string[], inventory: Inventory | null): readonly string[] {
  const owners = new Set(names.map((name) => networkOwner(name, inventory)));
  const others = (inventory?.instances ?? []).filter(({ name }) => !names.includes(name) && owners.has(networkOwner(name, inventory)));
  return others.length === 0 ? names : [...names, ...others.map(({ name }) => name)];
}
