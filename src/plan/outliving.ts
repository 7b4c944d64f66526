import type { FaultKindName } from '../faults/fault-settings.ts';
import type { Experiment } from '../manifest/experiment.ts';
import { hostScope } from '../manifest/references/host-scope.ts';
import type { Inventory } from './inventory.ts';
import type { PlannedFault, PlannedFaultProxy } from './run-plan.ts';

/** They live in helpers that die with their connection to us; no watchdog is needed. */
const LEASHED: ReadonlySet<FaultKindName> = new Set(['partition', 'isolate', 'loss', 'dns', 'disk_fill', 'cpu_burn', 'memory_pressure']);

export interface OutlivingParts {
  readonly faults: readonly PlannedFault[];
  readonly inventory: Inventory | null;
  readonly faultProxy: PlannedFaultProxy | null;
}

/**
 * What would stay until `shakedown recover`: where `safety.watchdog` is off, if the run is killed; where the engine outlives us, if this
 * host or container is lost with the watchdog in it, and none can be had on the engine.
 */
export function outliving(experiment: Experiment, { faults, inventory, faultProxy }: OutlivingParts): string[] {
  const { safety, stack } = experiment;
  const staying = faults.filter((fault) => outlives(fault, inventory, faultProxy));
  const held = staying.map(({ id, settings }) => `\`${id}\` (${settings.type})`);
  const own = stack.kind === 'compose' || stack.kind === 'processes' ? ['the stack it started'] : [];
  const left = [...held, ...own].join(', ');
  if (left === '') return [];
  const off = `\`safety.watchdog\` is off: if this run is killed, these stay until \`shakedown recover\`: ${left}`;
  const warnings = safety.watchdog === 'off' ? [off] : [];
  if (inventory === null || !(inventory.engine.outlivesUs ?? isFar(inventory.engine.url))) return warnings;
  const { url } = inventory.engine;
  const [where, lost] = isFar(url) ? ['not on this machine', 'this host'] : ['outside of this container', 'it'];
  const guard =
    safety.watchdog === 'off'
      ? ''
      : 'a watchdog of ours undoes there, from a container that has the engine’s socket (`safety.watchdog: off` declines); where none can be had, ';
  const afar = `the engine is ${where}: if ${lost} is lost, ${guard}these stay until \`shakedown recover --engine ${url}\` elsewhere: ${left}`;
  return [...warnings, afar];
}

function outlives({ target, settings }: PlannedFault, inventory: Inventory | null, faultProxy: PlannedFaultProxy | null): boolean {
  if (target.kind === 'edge') return faultProxy?.kind === 'service' || (inventory === null && faultProxy?.kind === 'external');
  return !LEASHED.has(settings.type);
}

/** On another machine, by its URL. */
export function isFar(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  // A tunnel's near end says nothing of its far end.
  return protocol === 'ssh:' || (protocol !== 'unix:' && protocol !== 'npipe:' && hostScope(hostname) !== 'loopback');
}
