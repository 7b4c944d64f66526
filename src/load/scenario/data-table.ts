import { EXIT, UserError } from '../../errors/user-error.ts';
import type { DataSpec } from '../../manifest/load-spec.ts';
import { isNestedTooDeep, MOST_LEVELS } from './is-nested-too-deep.ts';
import { CsvError, parseCsv } from './parse-csv.ts';
import { parseJson } from './parse-json.ts';

/** The rows of a data file. */
export interface DataTable {
  readonly name: string;
  readonly file: string;
  readonly order: DataSpec['order'];
  readonly rows: readonly DataRow[];
}

export type DataRow = Readonly<Record<string, unknown>>;

/** Reads a data file's text. @throws UserError that names the file and the row */
export function dataTable({ name, file, format, order }: DataSpec, text: string): DataTable {
  const refuse = (message: string, at: string | null, advice: string): never => {
    throw new UserError(message, { exitCode: EXIT.usage, where: at === null ? file : `${file}:${at}`, try: advice });
  };
  const rows = format === 'csv' ? csvRows(text, refuse) : jsonRows(text, refuse);
  if (rows.length === 0) refuse(`the data file of \`${name}\` has no rows`, null, 'Give it one row at least.');
  return { name, file, order, rows };
}

type Refuse = (message: string, at: string | null, advice: string) => never;

function csvRows(text: string, refuse: Refuse): DataRow[] {
  try {
    const [head, ...rows] = parseCsv(text);
    if (head === undefined) return [];
    const columns = head.fields.map((field) => field.trim());
    const twice = columns.find((column, at) => columns.indexOf(column) !== at);
    if (columns.includes('')) refuse('a column without a name', String(head.line), 'The first line names the columns.');
    if (twice !== undefined) refuse(`two columns named \`${twice}\``, String(head.line), 'Give one of them another name.');
    return rows.map(({ line, fields }) => {
      if (fields.length !== columns.length)
        refuse(`${fields.length} fields, where there are ${columns.length} columns`, String(line), 'Put quotes around fields with commas.');
      return Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? '']));
    });
  } catch (error) {
    if (error instanceof CsvError) return refuse(error.message, String(error.line), 'Double the quotes within a quoted field.');
    throw error;
  }
}

function jsonRows(text: string, refuse: Refuse): DataRow[] {
  let data: unknown;
  try {
    data = parseJson(text);
  } catch (error) {
    return refuse(`not JSON: ${error instanceof Error ? error.message : String(error)}`, null, 'A data file is a list of objects.');
  }
  if (!Array.isArray(data)) return refuse('not a list', null, 'A data file is a list of objects: [{"name": "Ann"}, …]');
  return data.map((row: unknown, at): DataRow => {
    if (!isRow(row)) return refuse(`item ${at} is not an object`, `[${at}]`, 'Every item is an object.');
    if (isNestedTooDeep(row))
      return refuse(`item ${at} is nested too deep`, `[${at}]`, `At most ${MOST_LEVELS} lists and objects in one another.`);
    return row;
  });
}

function isRow(value: unknown): value is DataRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `{{name.part}}` means in a row: a column, else a place within one, dot by dot. */
export function valueIn(row: DataRow, part: string): unknown {
  if (Object.hasOwn(row, part)) return row[part];
  return part.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }, row);
}
