import { EXIT, UserError } from '../../../errors/user-error.ts';
import type { UndoRecord } from '../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../plan/run-plan.ts';
import type { EdgeRoute } from '../../../stack/running-stack.ts';
import type { ToxiproxyServer } from '../../../toxiproxy/toxiproxy-server.ts';
import { createToxiproxyServer } from '../../../toxiproxy/toxiproxy-server.ts';
import type { PreparedFault } from '../../fault-driver.ts';
import { describeFault } from '../../kinds/describe-fault.ts';
import type { EdgeAsker, OwnTraffic } from '../edge-proof/edge-probe.ts';
import { createEdgeProbe, localAsker } from '../edge-proof/edge-probe.ts';
import { createEdgeFault } from './edge-fault.ts';
import { observerFor } from './observer.ts';
import { needsEnabling, plannedToxics } from './planned-toxics.ts';
import type { ToxiproxyUndoData } from './toxiproxy-undo-data.ts';
import { manualUndo, TOXIPROXY_DRIVER, undoDataJson } from './toxiproxy-undo-data.ts';

/** How long after its planned end a watchdog may still leave a fault to its run. */
const EXPIRY_GRACE_MS = 60_000;

/** Somebody who can look at an edge from where its client is. */
export interface EdgeLooker {
  /** For messages: `api-to-redis (redis)`. */
  readonly label: string;
  readonly asker: EdgeAsker;
}

export interface EdgeFaultParts {
  readonly run: string;
  readonly fault: PlannedFault;
  /** At least one; all on one server. */
  readonly routes: readonly EdgeRoute[];
  readonly lookers?: (route: EdgeRoute) => readonly EdgeLooker[];
  readonly wallClock: () => Date;
}

/** Looks whether the proxies stand and are enabled, and writes down what undo will need. */
export async function prepareEdgeFault(parts: EdgeFaultParts, signal: AbortSignal): Promise<PreparedFault> {
  const { run, fault, routes } = parts;
  const apiUrl = routes[0]?.apiUrl ?? '';
  const proxies = [...new Set(routes.map((route) => route.proxy))];
  const server = createToxiproxyServer({ apiUrl, run, standing: proxies });
  for (const route of routes) await requireEnabled(server, route, signal);

  const own: OwnTraffic = { connections: 0, requests: 0, bytes: 0 };
  const { protocol, localAddress, blind } = observerFor(fault);
  const fromHere = ({ edge, instance, listen, upstream }: EdgeRoute): EdgeLooker[] => [
    {
      label: `${edge} (${instance})`,
      asker: localAsker({ listen: localAddress === null ? listen : { ...listen, localAddress }, upstream }),
    },
  ];
  const { lookers = fromHere } = parts;
  const probes = routes.flatMap(lookers).map(({ label, asker }) => createEdgeProbe(label, asker, protocol, own));
  return {
    undo: undoRecord(parts, apiUrl, proxies),
    instant: false,
    ...createEdgeFault({ run, fault, server, proxies, probes, own, blind }),
  };
}

async function requireEnabled(server: ToxiproxyServer, route: EdgeRoute, signal: AbortSignal): Promise<void> {
  const state = await server.proxy(route.proxy, signal);
  if (state?.enabled === true) return;
  throw new UserError(`the proxy of ${route.edge} (${route.instance}) ${state === null ? 'is gone' : 'is disabled already'}`, {
    exitCode: EXIT.unreachable,
    where: `${server.apiUrl}/proxies/${route.proxy}`,
  });
}

function undoRecord({ run, fault, wallClock }: EdgeFaultParts, apiUrl: string, proxies: readonly string[]): UndoRecord {
  const data: ToxiproxyUndoData = {
    apiUrl,
    proxies: proxies.map((proxy) => ({
      proxy,
      toxics: plannedToxics(run, fault, proxy).map((toxic) => toxic.name),
      enable: needsEnabling(fault.settings),
    })),
  };
  return {
    v: 1,
    id: `fault:${fault.id}`,
    run,
    fault: fault.id,
    driver: TOXIPROXY_DRIVER,
    driverVersion: 1,
    describe: `end on ${fault.target.name}: ${describeFault(fault.settings)}`,
    manual: manualUndo(data),
    expiresAt: new Date(wallClock().getTime() + fault.forMs + EXPIRY_GRACE_MS).toISOString(),
    data: undoDataJson(data),
  };
}
