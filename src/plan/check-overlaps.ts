import type { FaultKindName } from '../faults/fault-settings.ts';
import type { Experiment } from '../manifest/experiment.ts';
import { formatDuration } from '../units/duration.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedFault } from './run-plan.ts';

/**
 * Throws a UserError when two faults would hold the same thing at once in a way that cannot be undone, or proven, one by one: two faults of
 * one process (a killed process cannot be paused), two of one kind on one edge (of two latencies the sum is seen), or one that begins or
 * ends while its edge is down. Other toxics on one edge add up.
 */
export function checkOverlaps({ faults: specs }: Experiment, faults: readonly PlannedFault[]): void {
  for (const [at, later] of faults.entries()) {
    for (const earlier of faults.slice(0, at)) {
      const shared = heldBy(earlier).find((thing) => heldBy(later).includes(thing)) ?? sharedEdge(earlier, later);
      if (shared === null || later.atMs > endOf(earlier)) continue;
      // A fault that begins when the other ends would race with its undo.
      const message = `faults \`${earlier.id}\` and \`${later.id}\` would hold ${shared} at the same time`;
      const end = formatDuration(endOf(earlier));
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
  return [];
}

function sharedEdge(earlier: PlannedFault, later: PlannedFault): string | null {
  if (earlier.target.kind !== 'edge' || later.target.kind !== 'edge' || earlier.target.name !== later.target.name) return null;
  // Of requests each fault chooses its own.
  const alike = earlier.settings.type === later.settings.type && earlier.settings.type !== 'http';
  return alike || touchesDown(earlier, later) || touchesDown(later, earlier) ? `edge \`${later.target.name}\`` : null;
}

/** Does `other` begin or end, and so is looked at, while `one` has taken the edge down? */
function touchesDown(one: PlannedFault, other: PlannedFault): boolean {
  const within = (ms: number): boolean => ms >= one.atMs && ms <= endOf(one);
  return one.settings.type === 'down' && (within(other.atMs) || within(endOf(other)));
}

function endOf({ atMs, forMs }: PlannedFault): number {
  return atMs + forMs;
}
