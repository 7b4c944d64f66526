import type { FaultKindName } from '../fault-settings.ts';

/** Where a fault is done: to a process of ours, to a container, or at a proxy between two processes. */
export type FaultPlace = 'process' | 'container' | 'edge';

/**
 * What undo brings back (SEMANTICS, Undo). `exact`: everything is as it was. `equivalent`: `same` is, and `differs` cannot be.
 * `never`: what `differs` was lost, and matters.
 */
export interface Restores {
  readonly as: 'exact' | 'equivalent' | 'never';
  /** The fields that are compared, before the fault and after its undo; every driver's contract test reads just these. */
  readonly same: readonly string[];
  readonly differs: readonly string[];
}

/** Of one driver: what each of its kinds restores. */
export type RestoresTable = Readonly<Partial<Record<FaultKindName, Restores>>>;

const CONTAINER = ['container', 'image', 'command', 'environment', 'limits', 'mounts', 'networks', 'restart policy', 'state'];
const RUN_OF_IT = ['process', 'start time'];

export const SAME_CONTAINER: Restores = { as: 'exact', same: [...CONTAINER, ...RUN_OF_IT], differs: [] };
const STARTED_CONTAINER: Restores = { as: 'equivalent', same: CONTAINER, differs: RUN_OF_IT };
/** An engine takes no memory limit away: a container that had none gets all of the machine's. */
const RAISED_MEMORY: Restores = {
  as: 'equivalent',
  same: SAME_CONTAINER.same.filter((field) => field !== 'limits'),
  differs: ['limits'],
};
const PACKET_RULES: Restores = { as: 'exact', same: [...SAME_CONTAINER.same, 'packet rules'], differs: [] };
const SAME_PROCESS: Restores = { as: 'exact', same: ['service', 'ports', 'state', ...RUN_OF_IT], differs: [] };
const STARTED_PROCESS: Restores = { as: 'equivalent', same: ['service', 'ports', 'state'], differs: RUN_OF_IT };
const TOXICS: Restores = { as: 'exact', same: ['listen', 'upstream', 'enabled', 'toxics'], differs: [] };

/** Between containers it is rules at the client that lead to a proxy of ours. */
const EDGE = { edge: TOXICS, container: PACKET_RULES };

/** Every kind, wherever it can be done: the table that drivers publish, `plan` prints and the contract tests compare. */
export const RESTORES: { readonly [K in FaultKindName]: Partial<Readonly<Record<FaultPlace, Restores>>> } = {
  latency: EDGE,
  timeout: EDGE,
  reset_peer: EDGE,
  down: EDGE,
  bandwidth: EDGE,
  slow_close: EDGE,
  slicer: EDGE,
  limit_data: EDGE,
  corrupt: EDGE,
  blackhole: EDGE,
  connect_delay: EDGE,
  http: EDGE,
  pause: { process: SAME_PROCESS, container: SAME_CONTAINER },
  kill: { process: STARTED_PROCESS, container: STARTED_CONTAINER },
  restart: { process: STARTED_PROCESS, container: STARTED_CONTAINER },
  stop: { container: STARTED_CONTAINER },
  crash: { container: STARTED_CONTAINER },
  partition: { container: PACKET_RULES },
  isolate: { container: PACKET_RULES },
  loss: { container: PACKET_RULES },
  dns: { container: PACKET_RULES },
  cpu_throttle: { container: SAME_CONTAINER },
  cpu_burn: { container: SAME_CONTAINER },
  memory_limit: { container: RAISED_MEMORY },
  memory_pressure: { container: SAME_CONTAINER },
  disk_fill: { container: SAME_CONTAINER },
  pids_limit: { container: SAME_CONTAINER },
  fd_limit: { container: SAME_CONTAINER },
};

/** What a driver of these kinds, done in this place, publishes. Throws for a kind that is not done there. */
export function restoresTable(place: FaultPlace, kinds: readonly FaultKindName[]): RestoresTable {
  return Object.fromEntries(kinds.map((kind) => [kind, restoresOf(kind, place)]));
}

/** Throws for a kind that is not done there. `hadMemoryLimit`: whatever the fault limits had a limit of its own, which can be given back. */
export function restoresOf(kind: FaultKindName, place: FaultPlace, hadMemoryLimit = false): Restores {
  if (kind === 'memory_limit' && hadMemoryLimit) return SAME_CONTAINER;
  const restores = RESTORES[kind][place];
  if (restores === undefined) throw new Error(`nobody says what ${kind} on a ${place} restores`);
  return restores;
}

/** `equivalent: same container, image; another process` */
export function describeRestores({ as, same, differs }: Restores): string {
  return `${as}: the same ${same.join(', ')}${differs.length === 0 ? '' : `; another ${differs.join(', ')}`}`;
}
