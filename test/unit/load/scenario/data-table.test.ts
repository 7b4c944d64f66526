import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/errors/user-error.ts';
import { dataTable, valueIn } from '../../../../src/load/scenario/data-table.ts';
import { parseCsv } from '../../../../src/load/scenario/parse-csv.ts';
import { pickRow } from '../../../../src/load/scenario/pick-row.ts';
import { WeightedChoice } from '../../../../src/load/scenario/weighted-choice.ts';
import type { DataSpec } from '../../../../src/manifest/load-spec.ts';

describe('parseCsv', () => {
  it('reads quotes, commas and line ends in quotes, CRLF, a byte order mark, empty fields and empty lines', () => {
    const text = '\uFEFFname,note\r\n"Ann, ""A""","two\nlines"\r\n\r\nbob,\n';
    expect(parseCsv(text)).toEqual([
      { line: 1, fields: ['name', 'note'] },
      { line: 2, fields: ['Ann, "A"', 'two\nlines'] },
      { line: 5, fields: ['bob', ''] },
    ]);
  });

  it('gives back any table that is written as RFC 4180 says', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'ä', ',', '"', '\n', '\r', ' ', '') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 })), fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',') + end).join('');
        expect(parseCsv(text).map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it('throws nothing but its own error, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r') }), (text) => {
        try {
          parseCsv(text);
        } catch (error) {
          expect(error).toMatchObject({ name: 'CsvError' });
        }
      }),
    );
  });
});

describe('dataTable', () => {
  const spec = (format: DataSpec['format']): DataSpec => ({ name: 'users', file: `/shop/users.${format}`, format, order: 'sequential' });

  it('a JSON file keeps its types, and templates reach into it', () => {
    const [row] = dataTable(spec('json'), '[{"age": 30, "home": {"city": "Bern"}, "a.b": 1}]').rows;
    expect(['age', 'home.city', 'a.b', 'home.street', 'toString'].map((part) => valueIn(row ?? {}, part))).toEqual([
      30,
      'Bern',
      1,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['csv', 'a,b\n1,2\n3\n', '/shop/users.csv:3', '1 fields, where there are 2 columns'],
    ['csv', 'a,a\n1,2\n', '/shop/users.csv:1', 'two columns named `a`'],
    ['csv', 'a,\n1,2\n', '/shop/users.csv:1', 'a column without a name'],
    ['csv', 'a\n"x\n', '/shop/users.csv:2', 'a quote that is never closed'],
    ['csv', 'a\n"x"y\n', '/shop/users.csv:2', 'text after a closing quote'],
    ['csv', 'a\nx"y\n', '/shop/users.csv:2', 'a quote within a field that does not begin with one'],
    ['csv', 'a\n', '/shop/users.csv', 'the data file of `users` has no rows'],
    ['csv', '', '/shop/users.csv', 'the data file of `users` has no rows'],
    ['json', '{}', '/shop/users.json', 'not a list'],
    ['json', '[{}, 1]', '/shop/users.json:[1]', 'item 1 is not an object'],
    ['json', '[', '/shop/users.json', expect.stringContaining('not JSON')],
    ['json', `[{}, {"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}]`, '/shop/users.json:[1]', 'item 1 is nested too deep'],
  ] as const)('a %s of %.40j is refused at %s', (format, text, where, message) => {
    const read = (): unknown => dataTable(spec(format), text);
    expect(read).toThrow(UserError);
    expect(read).toThrow(expect.objectContaining({ where, message, exitCode: 2 }));
  });
});

describe('rows and requests are drawn by number', () => {
  const rows = Array.from({ length: 5 }, (_, n) => ({ n }));

  it('sequential goes round, unique comes to an end, random depends on seed and number alone', () => {
    const of = (order: DataSpec['order'], seed = 1) =>
      Array.from({ length: 7 }, (_, arrival) => pickRow({ rows, order }, arrival, seed)?.['n'] ?? null);
    expect(of('sequential')).toEqual([0, 1, 2, 3, 4, 0, 1]);
    expect(of('unique')).toEqual([0, 1, 2, 3, 4, null, null]);
    expect(of('random')).toEqual(of('random'));
    expect(of('random', 2)).not.toEqual(of('random'));
  });

  it('weights are shares', () => {
    const choice = new WeightedChoice([1, 2, 1]);
    expect([0, 0.24, 0.25, 0.7, 0.75, 0.999].map((unit) => choice.at(unit))).toEqual([0, 0, 1, 1, 2, 2]);
  });
});
