import type { DockerEngine } from '../../../docker/engine.ts';
import { findStrayHelpers, removeStrayHelpers } from '../../../docker/leash/find-stray-helpers.ts';
import type { UndoRecord } from '../../../journal/undo-record.ts';

/** Ends the helpers that hold a fault, found by their labels, and runs `after`. Idempotent, from any process. Throws where one is still there. */
export async function endHelpers(
  engine: DockerEngine,
  { id, run, fault }: UndoRecord,
  signal: AbortSignal,
  after: () => Promise<void> = async () => undefined,
): Promise<void> {
  const filter = { run, ...(fault === null ? {} : { fault }) };
  const helpers = async () => (await findStrayHelpers(engine, filter, signal)).filter(({ role }) => role === 'helper');
  const found = await helpers();
  await removeStrayHelpers(engine, found, signal);
  await after();
  const left = found.length === 0 ? [] : await helpers();
  if (left.length > 0) throw new Error(`${left.length} helpers of ${id} are still there`);
}
