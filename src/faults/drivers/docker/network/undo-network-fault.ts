import type { DockerEngine } from '../../../../docker/engine.ts';
import { removeTable } from '../../../../docker/leash/remove-table.ts';
import { removeMarkers } from '../../../../docker/markers.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { endHelpers } from '../end-helpers.ts';
import { parseNetworkUndo } from './network-undo-data.ts';

/**
 * Ends the helpers that hold this fault, found by their labels, and what they hold with them; where the kernel does not take the rules
 * along (class `helper`), deletes those, and the marker after them. Idempotent, from any process. Throws where a helper or a table is
 * still there afterwards.
 */
export async function undoNetworkFault(engine: DockerEngine, record: UndoRecord, nowMs: number, signal: AbortSignal): Promise<void> {
  const data = parseNetworkUndo(record);
  await endHelpers(engine, record, signal, async () => {
    if (data.class === 'helper') await deleteTables(engine, record.run, data, nowMs, signal);
  });
  if (data.class === 'helper') await removeMarkers(engine, { run: record.run, fault: record.fault ?? '' }, signal);
}

/** From each of the recorded containers. Throws where one of them keeps a table. */
export async function deleteTables(
  engine: DockerEngine,
  run: string,
  data: { readonly image: string; readonly table: string; readonly containers: readonly string[] },
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  const image = { id: data.image, reference: data.image };
  for (const container of data.containers) {
    const became = await removeTable(engine, { image, run, container, table: data.table, nowMs }, signal);
    if (became === 'stands') throw new Error(`${data.table} is still in the network of ${container.slice(0, 12)}`);
  }
}
