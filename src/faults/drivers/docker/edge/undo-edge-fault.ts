import type { DockerEngine } from '../../../../docker/engine.ts';
import { findStrayHelpers, removeStrayHelpers } from '../../../../docker/leash/find-stray-helpers.ts';
import { removeMarkers } from '../../../../docker/markers.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { deleteTables } from '../network/undo-network-fault.ts';
import { parseEdgeUndo } from './edge-undo-data.ts';

/**
 * Ends the helpers that lead clients away and the proxy that they are led to, found by their labels: rules first, then the proxy heals,
 * drains and ends. Idempotent, from any process. Throws where one is still there afterwards.
 */
export async function undoContainerEdge(engine: DockerEngine, record: UndoRecord, nowMs: number, signal: AbortSignal): Promise<void> {
  const data = parseEdgeUndo(record);
  const filter = { run: record.run, fault: data.label };
  const holding = async () => (await findStrayHelpers(engine, filter, signal)).filter(({ role }) => role !== 'probe');
  const found = await holding();
  await removeStrayHelpers(engine, found, signal);
  if (data.class === 'helper') await deleteTables(engine, record.run, data, nowMs, signal);
  const left = found.length === 0 ? [] : await holding();
  if (left.length > 0) throw new Error(`${left.length} helpers of ${record.id} are still there`);
  if (data.class === 'helper') await removeMarkers(engine, { run: record.run, fault: record.fault ?? '' }, signal);
}
