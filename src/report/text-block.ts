/** Widest line of a summary, in characters. */
export const SUMMARY_WIDTH = 100;

/** Cells in columns, two spaces between them; a row that would be too wide goes on in the next line, under its second cell. */
export function columns(rows: readonly (readonly string[])[], indent: string): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  const whole = indent.length + widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1);
  if (whole <= SUMMARY_WIDTH) return rows.map((row) => (indent + padded(row, widths)).trimEnd());
  return rows.flatMap((row) => {
    const [first = '', second = '', ...rest] = row;
    const hanging = `${indent}${' '.repeat((widths[0] ?? 0) + 2)}`;
    const head = `${indent}${first.padEnd(widths[0] ?? 0)}  `;
    return [...wrapped(second, head, hanging), ...wrapped(rest.filter((cell) => cell !== '').join('  '), hanging, hanging)];
  });
}

/** `text` in lines of at most the summary's width, the first after `head`, the others after `hanging`. Breaks only at spaces. */
export function wrapped(text: string, head: string, hanging: string): string[] {
  const lines: string[] = [];
  let line = head;
  let isEmpty = true;
  for (const word of text
    .split(/[^\S ]+/u)
    .join(' ')
    .split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > SUMMARY_WIDTH) {
      lines.push(line.trimEnd());
      line = hanging;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}

function padded(row: readonly string[], widths: readonly number[]): string {
  return row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ');
}
