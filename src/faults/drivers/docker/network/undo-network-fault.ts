import type { DockerEngine } from '../../../../docker/engine.ts';
import { findStrayHelpers, removeStrayHelpers } from '../../../../docker/leash/find-stray-helpers.ts';
import { removeTables } from '../../../../docker/leash/remove-tables.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { parseNetworkUndo } from './network-undo-data.ts';

/**
 * Ends the helpers that hold this fault, found by their labels, and what they hold with them; where the kernel does not take the rules
 * along (class `helper`), deletes those. Idempotent, from any process. Throws where a helper is still there afterwards.
 */
export async function undoNetworkFault(engine: DockerEngine, record: UndoRecord, nowMs: number, signal: AbortSignal): Promise<void> {
  const data = parseNetworkUndo(record);
  const filter = { run: record.run, ...(record.fault === null ? {} : { fault: record.fault }) };
  const helpers = async () => (await findStrayHelpers(engine, filter, signal)).filter(({ role }) => role === 'helper');
  const found = await helpers();
  await removeStrayHelpers(engine, found, signal);
  if (data.class === 'helper') {
    const image = { id: data.image, reference: data.image };
    for (const container of data.containers)
      await removeTables(engine, { image, run: record.run, container, prefix: data.table, nowMs }, signal);
  }
  const left = found.length === 0 ? [] : await helpers();
  if (left.length > 0) throw new Error(`${left.length} helpers of ${record.id} are still there`);
}
