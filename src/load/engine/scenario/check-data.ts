import { EXIT, UserError } from '../../../errors/user-error.ts';
import { valueIn, type DataTable } from '../../scenario/data-table.ts';
import type { Hole } from '../../scenario/template.ts';

/** Every row holds what the templates ask of it, so that no request fails for want of it. @throws UserError with file and row */
export function checkData(tables: readonly DataTable[], holes: readonly Hole[]): void {
  for (const { name, file, rows } of tables) {
    for (const part of new Set(holes.flatMap((hole) => (hole.source === name ? [hole.part] : [])))) {
      const lacking = rows.findIndex((row) => valueIn(row, part) === undefined);
      if (lacking < 0) continue;
      const columns = Object.keys(rows[lacking] ?? {});
      throw new UserError(`row ${lacking + 1} has no \`${part}\`, which \`{{${name}.${part}}}\` asks for`, {
        exitCode: EXIT.usage,
        where: file,
        try: `It has ${columns.map((column) => `\`${column}\``).join(', ')}.`,
      });
    }
  }
}
