import type { FaultDriver } from '../faults/fault-driver.ts';
import type { FaultKindName } from '../faults/fault-settings.ts';
import type { PlannedFault } from '../plan/run-plan.ts';

const LIMIT_MS = 20_000;

/** What stands against these can only be seen in the container: a full disk, a limit below what is in use. */
const LOOKED_AT: ReadonlySet<FaultKindName> = new Set([
  'cpu_throttle',
  'cpu_burn',
  'memory_limit',
  'memory_pressure',
  'disk_fill',
  'pids_limit',
  'fd_limit',
]);

/** Before the baseline: looks at the victims as the fault will, and touches nothing. Throws the driver's UserError (exit 6) where it would refuse. */
export async function lookBeforehand(drivers: readonly FaultDriver[], faults: readonly PlannedFault[], signal: AbortSignal): Promise<void> {
  for (const fault of faults.filter(({ settings }) => LOOKED_AT.has(settings.type))) {
    const driver = drivers.find((one) => one.kinds.includes(fault.settings.type));
    await driver?.prepare(fault, AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
  }
}
