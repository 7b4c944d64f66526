import type { RunState } from '../events/run-state.ts';

/** What is still there and should not be: leftovers found at the end, and faults whose undo failed and was not made up for. */
export function undoIncomplete(state: RunState): { readonly id: string; readonly describe: string; readonly manual: readonly string[] }[] {
  const failed = [...state.faults.values()].flatMap(({ planned, undoError, replayed, manual }) =>
    undoError === null || replayed || state.leftovers.has(`fault:${planned.id}`)
      ? []
      : [{ id: `fault:${planned.id}`, describe: `${planned.settings.type} on ${planned.target}: ${undoError}`, manual }],
  );
  return [...state.leftovers.values(), ...failed];
}
