import type { ProcessSpec } from '../manifest/experiment.ts';
import type { RunPlan } from '../plan/run-plan.ts';

/** The processes to start, by service name; none where the manifest names only URLs. */
export function processSpecs(plan: RunPlan): ReadonlyMap<string, ProcessSpec> {
  const { stack } = plan.experiment;
  return new Map(stack.kind === 'processes' ? stack.processes.map((spec) => [spec.name, spec]) : []);
}
