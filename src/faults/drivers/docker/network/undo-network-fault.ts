import type { DockerEngine } from '../../../../docker/engine.ts';
import { removeTables } from '../../../../docker/leash/remove-tables.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { endHelpers } from '../end-helpers.ts';
import { parseNetworkUndo } from './network-undo-data.ts';

/**
 * Ends the helpers that hold this fault, found by their labels, and what they hold with them; where the kernel does not take the rules
 * along (class `helper`), deletes those. Idempotent, from any process. Throws where a helper is still there afterwards.
 */
export async function undoNetworkFault(engine: DockerEngine, record: UndoRecord, nowMs: number, signal: AbortSignal): Promise<void> {
  const data = parseNetworkUndo(record);
  await endHelpers(engine, record, signal, async () => {
    if (data.class !== 'helper') return;
    const image = { id: data.image, reference: data.image };
    for (const container of data.containers)
      await removeTables(engine, { image, run: record.run, container, prefix: data.table, nowMs }, signal);
  });
}
