import type { EdgeProtocol } from '../../../manifest/experiment.ts';
import { askedOfEdge } from '../../../plan/asked-of-edge.ts';
import type { PlannedFault } from '../../../plan/run-plan.ts';
import { localAddressAmong } from '../edge-proof/local-address.ts';

/** How an edge is looked at to see a fault on it. */
export interface Observer {
  readonly protocol: EdgeProtocol | null;
  /** `null`: whichever the machine takes. */
  readonly localAddress: string | null;
  /** Why nothing can be seen; `null`: it can. */
  readonly blind: string | null;
}

/** What is asked of the edge, and from where, so that the fault meets it. */
export function observerFor(fault: PlannedFault): Observer {
  const { settings } = fault;
  const asked = askedOfEdge(fault);
  const protocol = 'protocol' in asked ? asked.protocol : null;
  // That a port refuses can be seen without a protocol.
  if (settings.type === 'down') return { protocol, localAddress: null, blind: null };
  if ('blind' in asked) return { protocol, localAddress: null, blind: asked.blind };
  const clients = 'clients' in settings ? settings.clients : undefined;
  if (clients === undefined) return { protocol, localAddress: null, blind: null };
  const localAddress = localAddressAmong(clients);
  return { protocol, localAddress, blind: localAddress === null ? `this machine has no address among ${clients.join(', ')}` : null };
}
