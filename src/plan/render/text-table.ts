import { escapeControls } from '../../report/words/escape-controls.ts';

// What a manifest holds must not steer the terminal, nor break the layout: each of these escapes what it is given, once.

/** Rows with their columns aligned to the left, two spaces between; the last column is never padded. */
export function textTable(cells: readonly (readonly string[])[], indent = ''): string[] {
  const rows = cells.map((row) => row.map(escapeControls));
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) => (indent + row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')).trimEnd());
}

/** Words on lines of at most `width`, those after the first indented. A word longer than a line has one to itself. */
export function wrapText(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u).map(escapeControls)) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = width - (lines.length === 0 ? 0 : indent.length);
    if (longer.length > room && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((each, at) => (at === 0 ? each : indent + each));
}

/** At most `width` characters, the last one an ellipsis where it was cut. */
export function cutText(text: string, width: number): string {
  const shown = escapeControls(text);
  return shown.length <= width ? shown : `${shown.slice(0, width - 1)}…`;
}
