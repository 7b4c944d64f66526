import { expect, it } from 'vitest';
import { KeptResponse } from '../../../../src/load/engine/kept-response.ts';
import { KeptView } from '../../../../src/load/engine/scenario/kept-view.ts';
import { responseTest } from '../../../../src/load/scenario/check-response.ts';
import { dataTable, valueIn } from '../../../../src/load/scenario/data-table.ts';
import { asJson, inForm, inHeader, inJsonText, inUrl, plainText } from '../../../../src/load/scenario/escapes.ts';
import { extraction } from '../../../../src/load/scenario/extraction.ts';
import { jsonTemplate } from '../../../../src/load/scenario/json-template.ts';

const LARGE = '12345678901234567890';

function answer(text: string): KeptView {
  const kept = new KeptResponse(1000);
  const bytes = Buffer.from(text);
  kept.onBody(bytes, 0, bytes.length);
  return new KeptView(kept);
}
const extracted = (text: string, path: string): unknown =>
  extraction({ kind: 'json', path }, (pattern) => new RegExp(pattern))(answer(text));

it('an integer beyond what a number holds goes on with all its digits, wherever it is put', () => {
  const id = extracted(`{"id": ${LARGE}}`, '$.id');
  expect([plainText, inUrl, inForm, inHeader, inJsonText, asJson].map((escape) => escape(id))).toEqual(Array(6).fill(LARGE));
  expect(jsonTemplate({ id: '{{a.id}}', text: 'id {{a.id}}' }).render(() => id)).toBe(`{"id":${LARGE},"text":"id ${LARGE}"}`);
});

it.each([`-${LARGE}`, '9007199254740993', '10000000000000000000000001'])('within lists and objects too: %s', (integer) => {
  const text = `{"list":[{"id":${integer},"n":7}],"ratio":0.1234567890123456789,"text":"${integer}"}`;
  expect(asJson(extracted(text, '$'))).toBe(text.replace('0.1234567890123456789', '0.12345678901234568'));
});

it('so do those of a JSON data file, to another thread as well', () => {
  const [row] = dataTable({ name: 'users', file: 'users.json', format: 'json', order: 'random' }, `[{"id": ${LARGE}, "n": 7}]`).rows;
  const there = structuredClone(row) ?? {};
  expect([plainText(valueIn(there, 'id')), valueIn(there, 'n')]).toEqual([LARGE, 7]);
});

it('a check on one still holds it against the number that its manifest has', () => {
  const holds = (equals: unknown): boolean => responseTest({ kind: 'json', path: '$.id', equals })(answer(`{"id": ${LARGE}}`));
  expect([holds(Number(LARGE)), holds([Number(LARGE)]), holds(LARGE), holds(1)]).toEqual([true, false, false, false]);
});
