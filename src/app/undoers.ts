import type { UndoOptions } from '../faults/drivers/docker/container/undo-container-fault.ts';
import { createProcessFaultDriver } from '../faults/drivers/process/process-fault-driver.ts';
import { createToxiproxyFaultDriver } from '../faults/drivers/toxiproxy/toxiproxy-fault-driver.ts';
import type { Undoer } from '../journal/undo-record.ts';
import { proxyProcessUndoer } from '../proxy/proxy-process-undoer.ts';
import { processStackUndoer } from '../stack/process-stack-undoer.ts';
import { toxiproxyProxyUndoer } from '../toxiproxy/toxiproxy-proxy-undoer.ts';
import { dockerUndoers } from './docker-undoers.ts';

/** Everything that can undo a record of a journal without the run that wrote it. */
export function undoers(options: UndoOptions = {}): readonly Undoer[] {
  const wallClock = (): Date => new Date();
  return [
    processStackUndoer(),
    proxyProcessUndoer,
    toxiproxyProxyUndoer,
    createProcessFaultDriver({ run: '', stack: null, wallClock }),
    ...dockerUndoers(options),
    createToxiproxyFaultDriver({ run: '', routes: [], wallClock }),
  ];
}
