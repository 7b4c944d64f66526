import type { Experiment } from '../manifest/experiment.ts';
import { checkBlastRadius } from './check-blast-radius.ts';
import { checkEvidence } from './check-evidence.ts';
import { checkOverlaps } from './check-overlaps.ts';
import { checkProbedServices } from './check-probed-services.ts';
import { checkRoutes } from './check-routes.ts';
import { checkVictims } from './check-victims.ts';
import { checkWindows } from './check-windows.ts';
import { chooseFaultProxy, refuseToxiproxy } from './choose-fault-proxy.ts';
import { drawTargets, plannedInstances } from './draw-targets.ts';
import type { Inventory } from './inventory.ts';
import { edgesOf, planFaults } from './plan-faults.ts';
import type { MachineRoom } from './machine-room.ts';
import { planLoads } from './plan-loads.ts';
import { planSlos } from './plan-slos.ts';
import { planTimeline } from './plan-timeline.ts';
import { planWarnings } from './plan-warnings.ts';
import type { RunPlan } from './run-plan.ts';
import { standingToxiproxy } from './standing-toxiproxy.ts';
import { stackKeys } from './stack-keys.ts';

export interface PlanOptions {
  readonly seed: number;
  /** Of a Docker stack. */
  readonly inventory?: Inventory | null;
  /** A Toxiproxy that the command line or the environment names. */
  readonly toxiproxy?: { readonly flag: string | null; readonly env: string | null };
  /** Of the machine that the load comes from; absent: nobody knows. */
  readonly room?: MachineRoom | null;
  /** Of data files whose rows are given out once each, by path; absent: nobody has looked. */
  readonly dataRows?: ReadonlyMap<string, number>;
}

/**
 * Decides what a run will do and to whom. Pure: same experiment and seed, same plan. Throws a UserError (exit 2) for a plan that
 * must not be carried out: more victims than allowed, faults that get in each other's way, an SLO that could not pass, a probe of what is not there.
 */
export function planRun(
  experiment: Experiment,
  { seed, toxiproxy, inventory = null, room = null, dataRows = new Map() }: PlanOptions,
): RunPlan {
  const instances = plannedInstances(experiment, inventory);
  const timeline = planTimeline(experiment.phases);
  const loads = planLoads(experiment, seed, timeline);
  const faults = planFaults(experiment, seed, drawTargets(experiment, seed, inventory), inventory);
  const slos = planSlos(experiment, loads);
  checkBlastRadius(experiment, faults, inventory);
  checkVictims(experiment, faults, inventory);
  checkProbedServices(experiment, inventory);
  checkOverlaps(experiment, faults);
  checkRoutes(experiment, faults);
  checkEvidence(slos, loads);
  checkWindows(slos, loads, timeline);
  const { flag = null, env = null } = toxiproxy ?? {};
  const names = { manifest: experiment.toxiproxyUrl, flag, env };
  if (inventory !== null) refuseToxiproxy(faults, names);
  // Between containers, each edge has a proxy of its own, in a container.
  const edges = inventory === null ? edgesOf(faults) : [];
  const standing = standingToxiproxy(experiment, faults, inventory);
  const faultProxy = edges.length === 0 ? standing : chooseFaultProxy(names);
  return {
    experiment,
    seed,
    instances,
    edges,
    faultProxy,
    timeline,
    loads,
    faults,
    slos,
    inventory,
    stackKeys: stackKeys(experiment, inventory),
    warnings: planWarnings(experiment, { inventory, instances, loads, faults, slos, faultProxy, room, dataRows }),
  };
}
