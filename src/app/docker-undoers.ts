import { engineLockUndoer } from '../docker/engine-lock/engine-lock-undoer.ts';
import { strayHelpersUndoer } from '../docker/leash/stray-helpers-undoer.ts';
import { createContainerFaultDriver } from '../faults/drivers/docker/container/container-fault-driver.ts';
import type { UndoOptions } from '../faults/drivers/docker/container/undo-container-fault.ts';
import { createCrashFaultDriver } from '../faults/drivers/docker/crash/crash-fault-driver.ts';
import { createDescriptorFaultDriver } from '../faults/drivers/docker/descriptors/descriptor-fault-driver.ts';
import { createEdgeFaultDriver } from '../faults/drivers/docker/edge/edge-fault-driver.ts';
import { createStandingFaultDriver } from '../faults/drivers/docker/edge/standing-fault-driver.ts';
import { createHeldFaultDriver } from '../faults/drivers/docker/held/held-fault-driver.ts';
import { createLimitFaultDriver } from '../faults/drivers/docker/limits/limit-fault-driver.ts';
import { createNetworkFaultDriver } from '../faults/drivers/docker/network/network-fault-driver.ts';
import type { Undoer } from '../journal/undo-record.ts';
import { dockerStackUndoer } from '../stack/docker-stack-undoer.ts';

/** What can undo, on an engine, a record of a run that is over: all that a watchdog in a container there needs. */
export function dockerUndoers(options: UndoOptions = {}): readonly Undoer[] {
  const wallClock = (): Date => new Date();
  const listener = { onReapplied: () => {}, onFollowFailed: () => {} };
  return [
    strayHelpersUndoer(),
    engineLockUndoer(),
    dockerStackUndoer(),
    createNetworkFaultDriver({ run: '', stack: null, helper: null, listener, wallClock }),
    createLimitFaultDriver({ run: '', stack: null, wallClock }),
    createDescriptorFaultDriver({ run: '', stack: null, image: null, wallClock }),
    createHeldFaultDriver({ run: '', stack: null, image: null, allowHostDisk: false, listener, wallClock }),
    createEdgeFaultDriver({ run: '', edges: null, wallClock }),
    createStandingFaultDriver({ standing: null, wallClock }),
    createCrashFaultDriver({ run: '', stack: null, image: null, wallClock }),
    createContainerFaultDriver({ run: '', stack: null, wallClock, hostSignal: null, ...options }),
  ];
}
