import type { FaultState } from '../events/fault-state.ts';
import type { RunState } from '../events/run-state.ts';
import { wentToItsEnd } from './went-to-its-end.ts';

export interface Leftover {
  readonly id: string;
  readonly describe: string;
  /** Commands. */
  readonly manual: readonly string[];
}

/**
 * What is still there and should not be: leftovers found at the end, and faults whose undo failed and was not made up for. Where the log
 * breaks off with a fault in, nobody knows, and so it counts as well.
 */
export function undoIncomplete(state: RunState): readonly Leftover[] {
  const faults = [...state.faults.values()].filter(({ planned, replayed }) => !replayed && !state.leftovers.has(`fault:${planned.id}`));
  const isWhole = wentToItsEnd(state);
  return [...state.leftovers.values(), ...faults.flatMap((fault) => leftBy(fault, isWhole))];
}

function leftBy({ planned, injectCalledAtMs, gone, undoError, manual }: FaultState, isWhole: boolean): readonly Leftover[] {
  const left = (why: string, commands: readonly string[]): readonly Leftover[] => [
    { id: `fault:${planned.id}`, describe: `${planned.settings.type} on ${planned.target}: ${why}`, manual: commands },
  ];
  if (undoError !== null) return left(undoError, manual);
  if (isWhole || injectCalledAtMs === null || gone !== null) return [];
  return left('the log ends before it was undone', ['shakedown recover']);
}
