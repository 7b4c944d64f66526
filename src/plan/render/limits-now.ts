import { victimsOf } from '../check-blast-radius.ts';
import type { InstanceLimits, Inventory } from '../inventory.ts';
import type { PlannedFault } from '../run-plan.ts';

/** What a fault on what containers may use finds, of each victim: `worker may hold 192MiB of memory`. Empty for every other fault. */
export function limitsNow(fault: PlannedFault, inventory: Inventory | null): string {
  const found = victimsOf(fault).flatMap((victim) => {
    const limits = inventory?.instances.find(({ name }) => name === victim)?.limits;
    const words = limits === undefined ? null : wordsOf(fault.settings.type, limits);
    return words === null ? [] : [`${victim} ${words}`];
  });
  return found.join('; ');
}

function wordsOf(type: PlannedFault['settings']['type'], { cpus, memoryBytes, pids }: InstanceLimits): string | null {
  switch (type) {
    case 'cpu_throttle':
    case 'cpu_burn':
      return cpus === null ? 'may use every core of the machine' : `may use ${cpus} cores`;
    case 'memory_limit':
    case 'memory_pressure':
      return memoryBytes === null ? 'may hold all of the machine’s memory' : `may hold ${Math.round(memoryBytes / 2 ** 20)}MiB of memory`;
    case 'pids_limit':
      return pids === null ? 'may have any number of processes' : `may have ${pids} processes`;
    case 'disk_fill':
    case 'fd_limit':
      return 'is looked at before the baseline';
    default:
      return null;
  }
}
