import type { Experiment } from '../manifest/experiment.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedEdge, PlannedFault } from './run-plan.ts';

/**
 * Throws a UserError when two edges share a way from one client to one server: the client gets one address for it, so that one of the
 * two proxies would never see its traffic. Two faults on one edge name one target.
 */
export function checkRoutes({ faults: specs }: Experiment, faults: readonly PlannedFault[]): void {
  const routed: { edge: PlannedEdge; fault: string }[] = [];
  for (const { id, target } of faults) {
    if (target.kind !== 'edge') continue;
    const { edge } = target;
    for (const earlier of routed) {
      const way = sharedWay(earlier.edge, edge);
      if (earlier.edge.name === edge.name || way === null) continue;
      const message = `edges \`${earlier.edge.name}\` (fault \`${earlier.fault}\`) and \`${edge.name}\` (fault \`${id}\`) are the same way: ${way}`;
      const position = specs.find((spec) => spec.id === id)?.position ?? null;
      throw refusal(message, position, `Let both faults name one target, \`${earlier.edge.name}\`: faults on one edge add up.`);
    }
    routed.push({ edge, fault: id });
  }
}

function sharedWay(one: PlannedEdge, other: PlannedEdge): string | null {
  const client = one.from.find((instance) => other.from.includes(instance));
  const server = one.to.find(({ instance, port }) => other.to.some((to) => to.instance === instance && to.port === port));
  return client === undefined || server === undefined ? null : `${client} → ${server.instance}:${server.port}`;
}
