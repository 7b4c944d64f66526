import type { Experiment } from '../manifest/experiment.ts';
import { victimsOf } from './check-blast-radius.ts';
import type { Inventory } from './inventory.ts';
import { networkOwner, ON_NETWORK, sharingNetwork } from './network-namespaces.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedFault, PlannedInstance } from './run-plan.ts';

const PROTECT_LABEL = 'dev.shakedown.protect';

/** By `safety.protect` (a service, an instance, or a container's name), or by the label, whatever its value but `false`. */
export function isProtected(
  { name, service }: Pick<PlannedInstance, 'name' | 'service'>,
  protect: readonly string[],
  inventory: Inventory | null,
): boolean {
  if (protect.includes(name) || protect.includes(service)) return true;
  const found = inventory?.instances.find((one) => one.name === name);
  if (found === undefined) return false;
  const label = found.labels[PROTECT_LABEL];
  return (label !== undefined && label !== 'false') || (found.container !== null && protect.includes(found.container));
}

/** Throws a UserError (exit 2) when a fault would hit a container whose harm would not stay within the stack, or could not be undone. */
export function checkVictims(
  { faults: specs, safety: { protect } }: Experiment,
  faults: readonly PlannedFault[],
  inventory: Inventory | null,
): void {
  if (inventory === null) return;
  for (const fault of faults) {
    const position = specs.find(({ id }) => id === fault.id)?.position ?? null;
    // Of a partition both sides lose something, whichever of them holds the rules.
    const hit = fault.target.kind === 'groups' ? fault.target.groups.flat() : victimsOf(fault);
    for (const victim of hit) {
      const found = inventory.instances.find(({ name }) => name === victim);
      if (found === undefined) continue;
      if (isOnNetwork(fault)) refuseNetwork(fault, victim, { inventory, protect, position });
      if (found.untouchable !== null) {
        const message = `fault \`${fault.id}\` would hit \`${victim}\`, and ${found.untouchable}`;
        throw refusal(message, position, 'Choose another target: the harm would not stay within the stack.');
      }
      if (found.autoRemove && ENDING.has(fault.settings.type)) {
        const message = `fault \`${fault.id}\` would end \`${victim}\`, which is removed when it ends: nobody could start it again`;
        throw refusal(message, position, 'Run it without `--rm`, or choose another fault.');
      }
    }
  }
}

interface NetworkSurroundings {
  readonly inventory: Inventory;
  readonly protect: readonly string[];
  readonly position: Parameters<typeof refusal>[1];
}

function isOnNetwork({ settings, target }: PlannedFault): boolean {
  return target.kind === 'edge' || ON_NETWORK.has(settings.type);
}

/** One that lives in the network of somebody who is not to be hit, or whom this run knows nothing of. */
function refuseNetwork({ id }: PlannedFault, victim: string, { inventory, protect, position }: NetworkSurroundings): void {
  const owner = networkOwner(victim, inventory);
  const lives = `fault \`${id}\` would hit \`${victim}\`, which lives in the network of`;
  if (owner !== victim && !inventory.instances.some(({ name }) => name === owner))
    throw refusal(
      `${lives} ${owner}: that is none of this stack’s`,
      position,
      'Choose another target, or a fault that is not on the network.',
    );
  const safe = sharingNetwork([victim], inventory).find((name) =>
    inventory.instances.some((one) => one.name === name && isProtected(one, protect, inventory)),
  );
  if (safe === undefined) return;
  const message =
    safe === owner
      ? `${lives} \`${safe}\`, and that is protected`
      : `fault \`${id}\` would hit \`${safe}\` too, which lives in the network of \`${owner}\` and is protected`;
  throw refusal(message, position, 'Choose another target: a network is cut for all who live in it.');
}

const ENDING: ReadonlySet<string> = new Set(['kill', 'stop', 'crash', 'restart']);
