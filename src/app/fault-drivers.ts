import type { FaultDriver } from '../faults/fault-driver.ts';
import { createProcessFaultDriver } from '../faults/drivers/process/process-fault-driver.ts';
import { createToxiproxyFaultDriver } from '../faults/drivers/toxiproxy/toxiproxy-fault-driver.ts';
import type { EdgeRoute, RunningStack } from '../stack/running-stack.ts';
import type { RunSession } from './run-session.ts';

/** Every way of doing a fault that this run has. */
export function faultDrivers(session: RunSession, stack: RunningStack | null, routes: readonly EdgeRoute[]): readonly FaultDriver[] {
  const { run } = session;
  return [
    createToxiproxyFaultDriver({ run, routes }),
    ...(stack === null ? [] : [createProcessFaultDriver({ run, stack, wallClock: () => new Date() })]),
  ];
}
