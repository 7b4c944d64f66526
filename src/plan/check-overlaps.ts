import type { FaultKindName } from '../faults/fault-settings.ts';
import type { Experiment } from '../manifest/experiment.ts';
import { formatDuration } from '../units/duration.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedFault } from './run-plan.ts';

/**
 * Throws a UserError when two faults would hold the same thing at once in a way that cannot be undone one by one: two faults of one
 * process (a killed process cannot be paused), or two that take the same edge away. Toxics on one edge add up.
 */
export function checkOverlaps({ faults: specs }: Experiment, faults: readonly PlannedFault[]): void {
  for (const [at, later] of faults.entries()) {
    for (const earlier of faults.slice(0, at)) {
      const shared = heldBy(earlier).find((thing) => heldBy(later).includes(thing));
      if (shared === undefined || later.atMs > earlier.atMs + earlier.forMs) continue;
      // A fault that begins when the other ends would race with its undo.
      const message = `faults \`${earlier.id}\` and \`${later.id}\` would hold ${shared} at the same time`;
      const end = formatDuration(earlier.atMs + earlier.forMs);
      const position = specs.find(({ id }) => id === later.id)?.position ?? null;
      throw refusal(
        message,
        position,
        `Let \`${later.id}\` begin some time after ${end}, when \`${earlier.id}\` ends and is undone, or choose other targets.`,
      );
    }
  }
}

/** What each holds of its container; different things add up. */
const RESOURCES: { readonly [K in FaultKindName]?: string } = {
  cpu_throttle: 'the CPU of',
  cpu_burn: 'the CPU of',
  memory_limit: 'the memory of',
  memory_pressure: 'the memory of',
  disk_fill: 'the disk of',
  pids_limit: 'the processes of',
  fd_limit: 'the open files of',
};

/** Faults on a container’s network leave its process alone. */
const ADDING_UP: ReadonlySet<FaultKindName> = new Set(['isolate', 'loss', 'dns']);

function heldBy({ settings, target }: PlannedFault): readonly string[] {
  // Rules of several faults in one network add up, and each is undone by itself.
  if (target.kind === 'groups' || ADDING_UP.has(settings.type)) return [];
  if (target.kind === 'instances') {
    const own = RESOURCES[settings.type];
    // What starves a process and what ends or freezes it meet in each of these.
    const things = own === undefined ? ['process', ...new Set(Object.values(RESOURCES))] : [own];
    return target.drawn.flatMap((instance) => things.map((thing) => `${thing} \`${instance}\``));
  }
  return settings.type === 'down' ? [`edge \`${target.name}\``] : [];
}
