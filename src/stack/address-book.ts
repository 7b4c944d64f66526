import type { RunPlan } from '../plan/run-plan.ts';
import { STACK_HOST } from './port-map.ts';
import type { PortMap } from './port-map.ts';
import type { Address, AddressBook } from './resolve-template.ts';
import type { EdgeRoute } from './running-stack.ts';

/** How the stack is reached from outside it: never through a fault proxy. */
export function directAddresses(plan: RunPlan, ports: PortMap): AddressBook {
  return {
    instancesOf(name) {
      const replicas = plan.instances.filter((instance) => instance.service === name).map((instance) => instance.name);
      return replicas.length > 0 || !ports.has(name) ? replicas : [name];
    },
    addressOf(instance, portName) {
      const own = ports.get(instance) ?? {};
      const port = portName === null ? Object.values(own)[0] : own[portName];
      return port === undefined ? null : { host: STACK_HOST, port };
    },
  };
}

/** How `client` reaches the stack: through the edge's proxy where a fault's edge leads from it to that port, else directly. */
export function addressesSeenBy(client: string, plan: RunPlan, ports: PortMap, routes: readonly EdgeRoute[]): AddressBook {
  const direct = directAddresses(plan, ports);
  return {
    instancesOf: direct.instancesOf,
    addressOf(instance, portName) {
      const name = portName ?? Object.keys(ports.get(instance) ?? {})[0];
      return (name === undefined ? null : routed(instance, name)) ?? direct.addressOf(instance, portName);
    },
  };

  function routed(instance: string, portName: string): Address | null {
    const edges = plan.edges.filter(
      (edge) => edge.from.includes(client) && edge.to.some((end) => end.instance === instance && end.port === portName),
    );
    const route = routes.find((one) => one.instance === instance && edges.some((edge) => edge.name === one.edge));
    return route?.listen ?? null;
  }
}
