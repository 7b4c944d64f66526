import { FAULT_KINDS } from '../faults/kinds/fault-kinds.ts';
import { exchangesOf } from '../manifest/exchanges-of.ts';
import type { Experiment } from '../manifest/experiment.ts';
import { serviceTemplates } from '../manifest/template.ts';
import { askedOfEdge } from './asked-of-edge.ts';
import { thinEvidence } from './check-evidence.ts';
import { loadWarnings } from './load-warnings.ts';
import type { MachineRoom } from './machine-room.ts';
import { isFar, outliving } from './outliving.ts';
import type { OutlivingParts } from './outliving.ts';
import { hostScope } from '../manifest/references/host-scope.ts';
import type { Inventory } from './inventory.ts';
import type { PlannedFault, PlannedFaultProxy, PlannedInstance, PlannedLoad, PlannedSlo } from './run-plan.ts';

export interface PlanParts extends OutlivingParts {
  readonly instances: readonly PlannedInstance[];
  readonly loads: readonly PlannedLoad[];
  readonly slos: readonly PlannedSlo[];
  readonly room: MachineRoom | null;
  readonly dataRows: ReadonlyMap<string, number>;
}

/** What can be foreseen to weaken the verdict, though it does not forbid the run. */
export function planWarnings(experiment: Experiment, parts: PlanParts): string[] {
  const { inventory, instances, faults, slos, faultProxy } = parts;
  return [
    ...thinEvidence(slos),
    ...unprovable(faults),
    ...waysAround(faults, inventory),
    ...loadWarnings(experiment, parts),
    ...oneReplicaLoaded(experiment, instances),
    ...unjudgedProbes(experiment),
    ...distantProxy(faultProxy),
    ...sharedProxy(faults, faultProxy),
    ...protectedNobody(experiment, inventory),
    ...sharedNames(inventory),
    ...farPorts(experiment, inventory),
    ...outliving(experiment, parts),
  ];
}

/** What a policy names need not be of this stack; an unknown process is refused with the manifest. */
function protectedNobody({ safety: { protect, protectedByPolicy = [] } }: Experiment, inventory: Inventory | null): string[] {
  if (inventory === null) return [];
  const known = new Set<string | null>(inventory.instances.flatMap(({ name, service, container }) => [name, service, container]));
  return protect
    .filter((name) => !known.has(name) && !protectedByPolicy.includes(name))
    .map((name) => `\`safety.protect\` names \`${name}\`, and the stack has no such service or container: nobody is protected by it`);
}

/** A project of the run's own is none in these. */
function sharedNames(inventory: Inventory | null): string[] {
  return (inventory?.fixedNames ?? []).map(({ kind, name, isTaken }) =>
    isTaken
      ? `the ${kind} ${name} is there already, under a name that the compose file fixes: a run will refuse to share it; use \`stack.project\`, or take the name out of the file`
      : `the compose file fixes the name of the ${kind} ${name}: while the run lasts, no other project of the file can have it`,
  );
}

/** Nobody on another machine reaches what is published on its loopback. */
function farPorts({ load, probes }: Experiment, inventory: Inventory | null): string[] {
  if (inventory === null || !isFar(inventory.engine.url)) return [];
  const urls = [
    ...load.flatMap(({ scenario }) => exchangesOf(scenario).map(({ request }) => request.url)),
    ...probes.flatMap((probe) => (probe.kind === 'http' ? [probe.request.url] : [])),
  ];
  const asked = new Set(urls.flatMap(serviceTemplates).map(({ service }) => service));
  const closed = inventory.instances.filter(({ name, service, ports }) => {
    const published = ports.filter((port) => port.published !== null || port.onLoopback === true);
    return (asked.has(service) || asked.has(name)) && published.length > 0 && published.every(({ onLoopback }) => onLoopback === true);
  });
  return closed.map(
    ({ name }) =>
      `\`${name}\` is published on 127.0.0.1 of the engine’s machine alone, which is not this one: load and probes do not get there; publish it on an address that they reach (\`ports: ["8080:80"]\`)`,
  );
}

/** Its answers count in the baseline gate, and after that nowhere. */
function unjudgedProbes({ probes, slos, stopConditions }: Experiment): string[] {
  const metrics = [...slos, ...stopConditions].map(({ expression }) => expression.metric);
  return probes.flatMap(({ name }) =>
    metrics.some((metric) => metric.kind === 'probe' && metric.name === name)
      ? []
      : [`probe \`${name}\` is in no SLO, so that after the baseline its answers are only recorded: add \`probe(${name}) >= 99%\``],
  );
}

function unprovable(faults: readonly PlannedFault[]): string[] {
  return faults.flatMap((fault) => {
    if (fault.target.kind !== 'edge' || !FAULT_KINDS[fault.settings.type].needsProtocol) return [];
    const asked = askedOfEdge(fault);
    return 'blind' in asked ? [`fault \`${fault.id}\` cannot be proven, so the run will be inconclusive: ${asked.blind}`] : [];
  });
}

/** Whoever goes to the server by way of the engine's machine does not meet a fault on an edge. */
function waysAround(faults: readonly PlannedFault[], inventory: Inventory | null): string[] {
  return faults.flatMap(({ id, target }) => {
    if (target.kind !== 'edge' || inventory === null) return [];
    const open = target.edge.to.filter(({ instance, port }) =>
      inventory.instances.some(
        ({ name, status, ports }) =>
          name === instance &&
          ports.some(({ container, published }) => String(container) === port && (published !== null || status === 'planned')),
      ),
    );
    return open.map(
      ({ instance, port }) =>
        `fault \`${id}\` leaves a way open: ${instance}:${port} is published on the engine’s machine, and who goes there does not meet it (counted, and reported as partial)`,
    );
  });
}

/** A toxic is on a proxy, whoever comes through it. */
function sharedProxy(faults: readonly PlannedFault[], faultProxy: PlannedFaultProxy | null): string[] {
  if (faultProxy?.kind !== 'service') return [];
  return faults.flatMap(({ id, target }) =>
    target.kind === 'edge'
      ? [
          `fault \`${id}\` is met by everybody who goes to ${target.edge.to.map(({ instance }) => instance).join(', ')} through \`${faultProxy.service}\`, not by ${target.edge.from.join(', ')} alone`,
        ]
      : [],
  );
}

/** A stack's processes listen on 127.0.0.1, which is another machine there. */
function distantProxy(faultProxy: PlannedFaultProxy | null): string[] {
  if (faultProxy?.kind !== 'external' || hostScope(new URL(faultProxy.url).hostname) === 'loopback') return [];
  return [`the Toxiproxy at ${faultProxy.url} must share this machine’s network: the stack’s processes listen on 127.0.0.1`];
}

/** `{{api.url}}` is the first replica's address: nothing balances the load here. */
function oneReplicaLoaded(experiment: Experiment, instances: readonly PlannedInstance[]): string[] {
  return experiment.load.flatMap(({ name, scenario }) => {
    const urls = exchangesOf(scenario).flatMap(({ request: { url } }) => serviceTemplates(url));
    return [...new Set(urls.map(({ service }) => service))].flatMap((service) => {
      const replicas = instances.filter((instance) => instance.service === service);
      const [first] = replicas;
      return first === undefined || replicas.length === 1
        ? []
        : [`load \`${name}\` goes to \`${first.name}\` alone, of ${replicas.length} replicas of \`${service}\``];
    });
  });
}
