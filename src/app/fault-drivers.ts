import type { FaultDriver } from '../faults/fault-driver.ts';
import { createProcessFaultDriver } from '../faults/drivers/process/process-fault-driver.ts';
import { createToxiproxyFaultDriver } from '../faults/drivers/toxiproxy/toxiproxy-fault-driver.ts';
import type { DockerStack } from '../docker/docker-stack.ts';
import type { EdgeRoute, RunningStack } from '../stack/running-stack.ts';
import { dockerFaultDrivers } from './docker-fault-drivers.ts';
import type { RunSession } from './run-session.ts';

export interface BreakableSystem {
  readonly processes: RunningStack | null;
  readonly docker: DockerStack | null;
  readonly routes: readonly EdgeRoute[];
}

/** Every way of doing a fault that this run has. What they need that may be missing is provided here, before the baseline. */
export async function faultDrivers(session: RunSession, { processes, docker, routes }: BreakableSystem): Promise<readonly FaultDriver[]> {
  const { run } = session;
  return [
    ...(docker === null ? [createToxiproxyFaultDriver({ run, routes })] : await dockerFaultDrivers(session, docker)),
    ...(processes === null ? [] : [createProcessFaultDriver({ run, stack: processes, wallClock: () => new Date() })]),
  ];
}
