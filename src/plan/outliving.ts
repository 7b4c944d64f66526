import type { FaultKindName } from '../faults/fault-settings.ts';
import type { Experiment } from '../manifest/experiment.ts';
import { hostScope } from '../manifest/references/host-scope.ts';
import type { Inventory } from './inventory.ts';
import type { PlannedFault, PlannedFaultProxy } from './run-plan.ts';

/** Rules in a network namespace, held by a helper. */
const RULES: readonly FaultKindName[] = ['partition', 'isolate', 'loss', 'dns'];
/** They live in helpers that die with their connection to us; no watchdog is needed. */
const LEASHED: ReadonlySet<FaultKindName> = new Set([...RULES, 'cpu_burn', 'memory_pressure', 'disk_fill']);
/** Before it, no table of rules goes with the socket that made it (docs/docker.md). */
const OWNED_TABLES = [5, 12] as const;

export interface OutlivingParts {
  readonly faults: readonly PlannedFault[];
  readonly inventory: Inventory | null;
  readonly faultProxy: PlannedFaultProxy | null;
}

/** What would stay until `shakedown recover`, should we die, or the helpers that hold rules. */
export function outliving(experiment: Experiment, parts: OutlivingParts): string[] {
  return [...outlivingUs(experiment, parts), ...outlivingHelpers(parts)];
}

/**
 * What would stay until `shakedown recover`: where `safety.watchdog` is off, if the run is killed; where the engine outlives us, if this
 * host or container is lost with the watchdog in it, and none can be had on the engine.
 */
function outlivingUs(experiment: Experiment, { faults, inventory, faultProxy }: OutlivingParts): string[] {
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

/** On an old kernel a helper takes its rules away itself, when its connection ends: one that is killed does not. */
function outlivingHelpers({ faults, inventory, faultProxy }: OutlivingParts): string[] {
  const kernel = inventory?.engine.kernel ?? '';
  if (!isBefore(kernel, OWNED_TABLES)) return [];
  const inRules = faults.filter(({ target, settings }) =>
    target.kind === 'edge' ? faultProxy?.kind !== 'service' : RULES.includes(settings.type),
  );
  if (inRules.length === 0) return [];
  const held = inRules.map(({ id, settings }) => `\`${id}\` (${settings.type})`).join(', ');
  return [
    `the engine’s kernel is ${kernel}, and the rules of a helper that is killed go with it only from 5.12 on: should that happen, these stay until \`shakedown recover\`: ${held}`,
  ];
}

function isBefore(kernel: string, [major, minor]: readonly [number, number]): boolean {
  const [, own, ownMinor] = /^(\d+)\.(\d+)/u.exec(kernel) ?? [];
  if (own === undefined) return false;
  return Number(own) < major || (Number(own) === major && Number(ownMinor) < minor);
}

/** On another machine, by its URL. */
export function isFar(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  // A tunnel's near end says nothing of its far end.
  return protocol === 'ssh:' || (protocol !== 'unix:' && protocol !== 'npipe:' && hostScope(hostname) !== 'loopback');
}
