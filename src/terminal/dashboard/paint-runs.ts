import type { Paint, Role } from '../style.ts';

/** One column and how it is painted. */
export interface Cell {
  readonly text: string;
  readonly role: Role | null;
}

/** The cells in a row, each run of one role painted once: escape sequences are what a terminal frame costs. */
export function paintRuns(cells: readonly Cell[], paint: Paint): string {
  let line = '';
  let run = '';
  let role: Role | null = null;
  for (const cell of cells) {
    if (cell.role !== role) {
      line += role === null ? run : paint(role, run);
      run = '';
      role = cell.role;
    }
    run += cell.text;
  }
  return line + (role === null ? run : paint(role, run));
}
