/** A line of a CSV: its fields, and its number in the file, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Why a file is not CSV, and where. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** RFC 4180: fields between commas, in double quotes where they hold commas, quotes or line ends. Empty lines are passed over. */
export function parseCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  let line = 1;
  let rowLine = 1;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const endRow = (): void => {
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: rowLine, fields });
    fields = [];
  };
  while (at < text.length) {
    if (fields.length === 0) rowLine = line;
    const quoted = text[at] === '"';
    const end = quoted ? endOfQuoted(text, at, line) : endOfPlain(text, at);
    const raw = text.slice(quoted ? at + 1 : at, quoted ? end - 1 : end);
    fields.push(quoted ? raw.replaceAll('""', '"') : raw);
    if (quoted) line += raw.split('\n').length - 1;
    else if (raw.includes('"')) throw new CsvError('a quote within a field that does not begin with one', line);
    at = end;
    if (text[at] === ',') {
      at++;
      if (at === text.length) fields.push('');
      continue;
    }
    if (text[at] === '\r') at++;
    if (at < text.length && text[at] !== '\n') throw new CsvError('text after a closing quote', line);
    at++;
    line++;
    endRow();
  }
  if (fields.length > 0) endRow();
  return rows;
}

/** The position after the closing quote. */
function endOfQuoted(text: string, from: number, line: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at + 1;
    at++;
  }
  throw new CsvError('a quote that is never closed', line);
}

function endOfPlain(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === ',' || char === '\n' || (char === '\r' && text[at + 1] === '\n')) return at;
  }
  return text.length;
}
