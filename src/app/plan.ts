import type { Restores } from '../faults/kinds/restores.ts';
import { planRun } from '../plan/plan-run.ts';
import { renderPlan } from '../plan/render-plan.ts';
import { restoredBy } from '../plan/restored-by.ts';
import { redactStrings } from '../manifest/redact-strings.ts';
import type { PlannedFault, RunPlan } from '../plan/run-plan.ts';
import { countDataRows } from './count-data-rows.ts';
import { drawSeed } from './draw-seed.ts';
import { lookAtStack } from './look-at-stack.ts';
import { loadExperiment } from './load-experiment.ts';
import type { ManifestOptions } from './load-experiment.ts';
import { machineRoom } from './machine-room.ts';
import { toxiproxyNames } from './toxiproxy-names.ts';

export interface PlanOptions extends ManifestOptions {
  /** `--toxiproxy`; wins over the manifest and `TOXIPROXY_URL`. */
  readonly toxiproxy?: string | null;
  /** `--engine`; wins over the manifest, DOCKER_HOST and the current context. */
  readonly engine?: string | null;
}

/** `plan --json`: the plan without the manifest's own text, which may hold secrets. */
export interface PlanDocument extends Omit<RunPlan, 'experiment' | 'faults'> {
  readonly schema: 'shakedown.plan/v1';
  readonly name: string;
  readonly faults: readonly (PlannedFault & { readonly restores: Restores })[];
}

/** What a run would do, decided and printed; touches nothing. */
export async function plan(options: PlanOptions): Promise<{ document: PlanDocument; text: string }> {
  const { experiment, warnings } = await loadExperiment(options);
  const sight = await lookAtStack(experiment, options.engine ?? null);
  const seed = experiment.seed ?? drawSeed();
  const planned = planRun(experiment, {
    seed,
    toxiproxy: toxiproxyNames(options.toxiproxy),
    inventory: sight?.inventory ?? null,
    room: await machineRoom(),
    dataRows: await countDataRows(experiment),
  });
  const { experiment: _, ...rest } = planned;
  const faults = planned.faults.map((fault) => ({ ...fault, restores: restoredBy(fault, planned.inventory) }));
  const all = { ...rest, warnings: [...new Set([...warnings, ...planned.warnings])] };
  return {
    document: redactStrings({ schema: 'shakedown.plan/v1' as const, name: experiment.name, ...all, faults }, experiment.secrets),
    text: renderPlan({ ...planned, warnings: all.warnings }),
  };
}
