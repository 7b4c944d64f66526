import { readTables } from '../load/engine/scenario/read-files.ts';
import type { Experiment } from '../manifest/experiment.ts';

/**
 * Rows of the files whose rows are given out once each, by path. One that cannot be read now is left out: it may be made before the load
 * is prepared, which refuses it else.
 */
export async function countDataRows({ load }: Experiment): Promise<ReadonlyMap<string, number>> {
  const unique = load.flatMap((spec) => (spec.model === 'open' ? spec.data.filter(({ order }) => order === 'unique') : []));
  const counts = await Promise.all(
    unique.map(async (spec) => {
      const [table] = await readTables([spec], spec.file).catch(() => []);
      return table === undefined ? [] : [[spec.file, table.rows.length] as const];
    }),
  );
  return new Map(counts.flat());
}
