import { FAULT_KINDS } from '../../faults/kinds/fault-kinds.ts';
import { describeRestores } from '../../faults/kinds/restores.ts';
import { formatDuration } from '../../units/duration.ts';
import type { EdgeProtocol } from '../../manifest/experiment.ts';
import { askedOfEdge } from '../asked-of-edge.ts';
import { victimsOf } from '../check-blast-radius.ts';
import type { Inventory } from '../inventory.ts';
import { restoredBy } from '../restored-by.ts';
import type { PlannedFault, RunPlan } from '../run-plan.ts';
import { faultWords } from './fault-words.ts';
import { limitsNow } from './limits-now.ts';
import { wrapText } from './text-table.ts';

const LABEL_WIDTH = 10;

interface Surroundings {
  readonly inventory: Inventory | null;
  /** Edges go through a Toxiproxy of the stack's own. */
  readonly standsAlready: boolean;
}

/** Each fault: when, what it does to whom, how that is proven, and how it is undone. */
export function renderFaults({ faults, inventory, faultProxy }: RunPlan, width: number): string[] {
  const standsAlready = faultProxy?.kind === 'service';
  return faults.flatMap((fault, at) => [...(at === 0 ? [] : ['']), ...renderFault(fault, { inventory, standsAlready }, width)]);
}

function renderFault(fault: PlannedFault, { inventory, standsAlready }: Surroundings, width: number): string[] {
  const { id, settings, target } = fault;
  const kind = FAULT_KINDS[settings.type];
  const now = limitsNow(fault, inventory);
  const { does, undo } = faultWords(fault, inventory, standsAlready);
  const row = (label: string, text: string): string[] => {
    const indent = ' '.repeat(4 + LABEL_WIDTH);
    return wrapText(text, width - indent.length, indent).map((line, at) => (at === 0 ? `    ${label.padEnd(LABEL_WIDTH)}${line}` : line));
  };
  return [
    ...wrapText(`${id}: ${settings.type} on ${target.name}, ${timesOf(fault)}`, width - 2, '  ').map((line) => `  ${line}`),
    ...row('does', does),
    ...row('hits', describeVictims(fault)),
    ...(now === '' ? [] : row('now', now)),
    ...row('proof', proofOf(fault, kind)),
    ...row('undo', undo),
    ...row('restores', describeRestores(restoredBy(fault, inventory))),
  ];
}

function timesOf({ atMs, forMs }: PlannedFault): string {
  const at = formatDuration(atMs);
  return forMs === 0 ? `${at} into the fault phase` : `${at} into the fault phase, for ${formatDuration(forMs)}`;
}

function proofOf(fault: PlannedFault, kind: { readonly needsProtocol: boolean; readonly proofWords: string }): string {
  if (fault.target.kind !== 'edge' || !kind.needsProtocol) return kind.proofWords;
  const asked = askedOfEdge(fault);
  return 'blind' in asked ? `none: ${asked.blind}` : `${kind.proofWords} (${exchangeWords(asked.protocol)})`;
}

function exchangeWords(protocol: EdgeProtocol): string {
  switch (protocol.kind) {
    case 'http':
      return `HTTP ${protocol.method ?? 'GET'} ${protocol.path}`;
    case 'bytes':
      return `an answer to the bytes of \`proof\``;
    default:
      return protocol.kind;
  }
}

/** Victims, and of how many they were drawn. */
export function describeVictims({ target }: PlannedFault): string {
  if (target.kind === 'instances') {
    const { candidates, alongside = [] } = target;
    const drawn = target.drawn.filter((name) => !alongside.includes(name));
    const also = alongside.length === 0 ? '' : `; and ${alongside.join(', ')}, in the same network`;
    if (candidates.length === drawn.length) return `${drawn.join(', ')}${also}`;
    return `${drawn.join(', ')} (${drawn.length} of ${candidates.length}, drawn by the seed from ${candidates.join(', ')})${also}`;
  }
  if (target.kind === 'groups') return target.groups.map((group) => group.join(', ')).join(' ↮ ');
  const servers = target.edge.to.map(({ instance, port }) => `${instance}:${port}`);
  return `${victimsOf({ target }).join(', ')} → ${servers.join(', ')}`;
}
