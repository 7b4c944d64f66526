import { EXIT, UserError } from '../errors/user-error.ts';
import type { FaultDriver } from '../faults/fault-driver.ts';
import type { PlannedFault } from '../plan/run-plan.ts';
import type { RunSession } from './run-session.ts';

/** A driver for every fault, or a UserError (exit 2) that says for each why none can serve it: before the baseline, never mid-run. */
export function chooseDrivers(session: RunSession, drivers: readonly FaultDriver[]): (fault: PlannedFault) => FaultDriver {
  const chosen = new Map(session.plan.faults.map((fault) => [fault.id, choose(fault, drivers)]));
  return (fault) => {
    const driver = chosen.get(fault.id);
    if (driver === undefined) throw new Error(`no driver was chosen for ${fault.id}`);
    return driver;
  };
}

function choose(fault: PlannedFault, drivers: readonly FaultDriver[]): FaultDriver {
  const refusals: string[] = [];
  for (const driver of drivers.filter((each) => each.kinds.includes(fault.settings.type))) {
    const answer = driver.supports(fault);
    if (answer === true) return driver;
    refusals.push(`${driver.id}: ${answer.refused}`);
  }
  throw new UserError(`nothing here can do ${fault.settings.type} to ${fault.target.name}`, {
    exitCode: EXIT.usage,
    where: `fault ${fault.id}`,
    try: refusals.join('; ') || 'choose another kind of fault or another target',
  });
}
