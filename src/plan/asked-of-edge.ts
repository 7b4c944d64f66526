import { httpProbe } from '../faults/kinds/http-probe.ts';
import type { EdgeProtocol } from '../manifest/experiment.ts';
import type { PlannedFault } from './run-plan.ts';

/** `blind`: nothing that can be asked of the edge would show the fault, and what to do about it. */
export type AskedOfEdge = { readonly protocol: EdgeProtocol } | { readonly blind: string };

/** The exchange that shows whether a fault on an edge bites: that of its `proof`, else that of the edge, changed so that the fault meets it. */
export function askedOfEdge({ settings, proof, target }: Pick<PlannedFault, 'settings' | 'proof' | 'target'>): AskedOfEdge {
  const asked = proof ?? (target.kind === 'edge' ? target.edge.protocol : null);
  if (asked === null) {
    return {
      blind: `nothing is known that \`${target.name}\` would answer; say \`protocol: redis\`, \`postgres\`, \`amqp\` or \`{ http: /path }\` on the edge, or give the fault a \`proof\``,
    };
  }
  if (settings.type !== 'http' || asked.kind !== 'http') return { protocol: asked };
  const protocol = httpProbe(settings.match, asked);
  if (protocol !== null) return { protocol };
  return {
    blind: `only a request that may change something on the server meets it; name one: \`proof: { http: { method: ${settings.match.methods[0]}, path: … } }\``,
  };
}
