import { withinBlastRadius } from '../plan/within-blast-radius.ts';
import type { PlannedFault } from '../plan/run-plan.ts';
import type { EventBus } from '../runner/event-bus.ts';
import type { StopPort } from '../runner/stop-port.ts';

export interface OutsiderWatch {
  /** A container ended, and neither we nor a fault of ours did it. */
  died(instance: string, exitCode: number | null): void;
}

/**
 * Stops the run when, from the first fault on, a container dies that no fault is about: the damage is larger than was agreed to. One that
 * ends with 0 has done its job, and one that died before the first fault dies without us.
 */
export function watchOutsiders(
  faults: readonly PlannedFault[],
  { bus, stop }: { readonly bus: EventBus; readonly stop: StopPort },
): OutsiderWatch {
  const within = withinBlastRadius(faults);
  const flaky = new Set<string>();
  return {
    died(instance, exitCode) {
      if (exitCode === 0 || within.has(instance) || flaky.has(instance)) return;
      if (!bus.state.phases.some(({ name }) => name === 'fault')) {
        flaky.add(instance);
        return;
      }
      if (stop.cause !== null) return;
      const condition = `no container outside the blast radius dies: ${instance} did, with exit code ${exitCode ?? 'unknown'}`;
      // One death.
      bus.emit({ type: 'stop-condition-breached', condition, value: 1 });
      stop.stop({ kind: 'stop-condition', condition, value: 1 });
    },
  };
}
