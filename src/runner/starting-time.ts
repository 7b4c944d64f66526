import type { FaultKindName } from '../faults/fault-settings.ts';
import type { PlannedFault, RunPlan } from '../plan/run-plan.ts';

/** Faults that end what they hit, so that something must start again before they are gone. */
const ENDING: ReadonlySet<FaultKindName> = new Set(['kill', 'restart', 'stop', 'crash']);
/** Of a stack that we did not start nobody says how long its services take; as long as `ready` has where it is not given. */
const STANDING_STACK_MS = 30_000;

/** How long what `fault` ends may take to be ready again, ms, by what the stack allows its services; 0 for a fault that ends nothing. */
export function startingTimeMs({ experiment: { stack }, instances }: RunPlan, { settings, target }: PlannedFault): number {
  if (!ENDING.has(settings.type) || target.kind !== 'instances') return 0;
  switch (stack.kind) {
    case 'processes': {
      const services = new Set(instances.filter(({ name }) => target.drawn.includes(name)).map(({ service }) => service));
      return Math.max(0, ...stack.processes.filter(({ name }) => services.has(name)).map(({ ready }) => ready?.timeoutMs ?? 0));
    }
    case 'compose':
      return stack.readyTimeoutMs;
    case 'project':
    case 'urls':
      return STANDING_STACK_MS;
    default:
      return stack satisfies never;
  }
}
