import { expect, it } from 'vitest';
import { renderTable } from '../torture/render-table.ts';
import { torture } from '../torture/torture.ts';

/** The short form of `npm run torture`: on processes, which every machine has. */
it('struck at random moments, a run leaves nothing that recover does not find', { timeout: 240_000 }, async () => {
  const results = await torture({ runs: 5, seed: 11, from: 0, engine: false, onResult: () => undefined });
  const left = results.filter(({ healed }) => healed === 'left').map(({ trial, differences }) => [trial.number, ...differences]);
  expect(left, renderTable(results)).toEqual([]);
  expect(results.some(({ healed }) => healed === 'by itself')).toBe(true);
});
