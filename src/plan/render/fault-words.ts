import { describeFault } from '../../faults/kinds/describe-fault.ts';
import { FAULT_KINDS } from '../../faults/kinds/fault-kinds.ts';
import type { Inventory } from '../inventory.ts';
import type { PlannedFault } from '../run-plan.ts';

/** What a fault does and how it is undone, at the place where it is done. */
export interface FaultWords {
  readonly does: string;
  readonly undo: string;
}

export function faultWords(fault: PlannedFault, inventory: Inventory | null, standsAlready: boolean): FaultWords {
  const { settings, target, restore } = fault;
  const words = { does: describeFault(settings), undo: FAULT_KINDS[settings.type].undoWords };
  if (inventory === null) return words;
  if (target.kind === 'edge') return standsAlready ? words : edgeWords(words, target.edge.connections ?? 'reset');
  if (settings.type !== 'kill') return words;
  if (restore === 'self') return { ...words, does: `sends ${settings.signal}, and leaves getting up again to the system` };
  if (settings.signal === 'SIGKILL') return words;
  return {
    does: `sends ${settings.signal} and keeps it down, its restart policy off meanwhile`,
    undo: 'gives the restart policy back and starts it again; proven when it runs',
  };
}

/** Between containers it is rules at the client that lead to a proxy of ours. */
function edgeWords({ does, undo }: FaultWords, connections: 'reset' | 'new'): FaultWords {
  const standing =
    connections === 'new'
      ? 'connections that stand are left alone, and only new ones meet it'
      : 'connections that stand are cut, so that clients come back by way of it';
  return {
    does: `${does}; rules at the clients lead to a proxy of the run’s own: ${standing}`,
    undo: `takes the rules off at the clients, then: ${undo}; connections through the proxy go on through it until they end, or the run does`,
  };
}
