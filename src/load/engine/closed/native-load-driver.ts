import type { ClosedLoadEntry, LoadDriver, PortTable } from '../../load-driver.ts';
import type { RunMarks } from '../request-bytes.ts';
import { transportSetup } from '../transport-setup.ts';
import { closedRequest } from './closed-request.ts';
import type { NativeWorkerSetup } from './closed-worker-setup.ts';
import { prepareClosedLoad, type ClosedEntrySetup, type ClosedLoadOptions } from './prepare-closed-load.ts';

/**
 * The closed model on our own transport: for the limit of a server that is faster than autocannon.
 *
 * @param thread the entry file of its threads
 */
export function createNativeLoadDriver(thread: URL, options: ClosedLoadOptions = {}): LoadDriver {
  return {
    id: 'native',
    prepare: (plan, listener, signal) => {
      const moved = plan.movedPorts ?? null;
      const engine = { thread, setupOf: (entry: ClosedLoadEntry, marks: RunMarks) => setupOf(entry, marks, moved) };
      const entries = plan.closed.filter((entry) => entry.engine === 'native');
      return prepareClosedLoad<NativeWorkerSetup>(entries, plan, listener, signal, engine, options);
    },
  };
}

async function setupOf(entry: ClosedLoadEntry, marks: RunMarks, moved: PortTable | null): Promise<ClosedEntrySetup<NativeWorkerSetup>> {
  const { target, ...sent } = await closedRequest(entry, marks);
  return { ...sent, transport: await transportSetup(entry.transport, target, entry.connections, `load ${entry.name}`, moved) };
}
