import { EXIT, UserError } from '../../../errors/user-error.ts';
import type { UndoRecord } from '../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../plan/run-plan.ts';
import type { EdgeRoute } from '../../../stack/running-stack.ts';
import { ToxiproxyCallError } from '../../../toxiproxy/toxiproxy-call-error.ts';
import type { ToxiproxyServer } from '../../../toxiproxy/toxiproxy-server.ts';
import { createToxiproxyServer } from '../../../toxiproxy/toxiproxy-server.ts';
import type { Exposure, PreparedFault, Proof } from '../../fault-driver.ts';
import { describeFault } from '../../kinds/describe-fault.ts';
import type { OwnTraffic } from '../edge-proof/edge-probe.ts';
import { createEdgeProbe } from '../edge-proof/edge-probe.ts';
import { proveEdgeFault, proveEdgeFaultGone, unseen } from './edge-fault-proof.ts';
import { observerFor } from './observer.ts';
import { plannedToxics } from './planned-toxics.ts';
import type { ProxyTraffic } from './proxy-traffic.ts';
import { proxyTraffic, trafficSince } from './proxy-traffic.ts';
import type { ToxiproxyUndoData } from './toxiproxy-undo-data.ts';
import { manualUndo, TOXIPROXY_DRIVER, undoDataJson } from './toxiproxy-undo-data.ts';

/** How long after its planned end a watchdog may still leave a fault to its run. */
const EXPIRY_GRACE_MS = 60_000;

export interface EdgeFaultParts {
  readonly run: string;
  readonly fault: PlannedFault;
  /** At least one; all on one server. */
  readonly routes: readonly EdgeRoute[];
  readonly wallClock: () => Date;
}

/** Looks whether the proxies stand and are enabled, and writes down what undo will need. */
export async function prepareEdgeFault(parts: EdgeFaultParts, signal: AbortSignal): Promise<PreparedFault> {
  const { run, fault, routes } = parts;
  const apiUrl = routes[0]?.apiUrl ?? '';
  const server = createToxiproxyServer({ apiUrl, run });
  for (const route of routes) await requireEnabled(server, route, signal);

  const own: OwnTraffic = { connections: 0, bytes: 0 };
  const { protocol, localAddress, blind } = observerFor(fault);
  const probes = routes.map(({ edge, instance, listen, upstream }) =>
    createEdgeProbe(
      { label: `${edge} (${instance})`, listen: localAddress === null ? listen : { ...listen, localAddress }, upstream },
      protocol,
      own,
    ),
  );
  let before: ProxyTraffic | null = null;
  const traffic = async (): Promise<ProxyTraffic | null> => {
    const metrics = await server.metrics(AbortSignal.timeout(5_000));
    return metrics === null ? null : proxyTraffic(metrics, proxies);
  };
  const proxies = routes.map((route) => route.proxy);

  return {
    undo: undoRecord(parts, apiUrl),
    instant: false,
    inject: async (injectSignal) => {
      before = await traffic();
      own.connections = 0;
      own.bytes = 0;
      for (const route of routes) {
        if (fault.settings.type === 'down') await server.setEnabled(route.proxy, false, injectSignal);
        for (const toxic of plannedToxics(run, fault, route.proxy)) await server.addToxic(route.proxy, toxic, injectSignal);
      }
    },
    prove: async (proveSignal) => (blind === null ? proveEdgeFault(fault.settings, probes, proveSignal) : unseen(blind, probes)),
    proveGone: async (proveSignal) => {
      const proof = blind === null ? await proveEdgeFaultGone(fault.settings, probes, proveSignal) : unseen(blind, probes);
      return proof.proven || !(await isServerGone(server, proveSignal)) ? proof : goneWithServer(proof, apiUrl);
    },
    exposure: async () => exposureSince(fault, before, await traffic(), own),
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

function undoRecord({ run, fault, routes, wallClock }: EdgeFaultParts, apiUrl: string): UndoRecord {
  const data: ToxiproxyUndoData = {
    apiUrl,
    proxies: routes.map(({ proxy }) => ({
      proxy,
      toxics: plannedToxics(run, fault, proxy).map((toxic) => toxic.name),
      enable: fault.settings.type === 'down',
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

/** While an edge is down the kernel refuses its connections before any counter of ours: only those that were cut can be counted. */
function exposureSince(fault: PlannedFault, before: ProxyTraffic | null, now: ProxyTraffic | null, own: OwnTraffic): Exposure | null {
  if (before === null || now === null) return null;
  if (fault.settings.type === 'down') return before.open === 0 ? null : { connections: before.open, bytes: 0, share: 1 };
  return { ...trafficSince(before, now, own), share: 1 };
}

async function isServerGone(server: ToxiproxyServer, signal: AbortSignal): Promise<boolean> {
  try {
    await server.version(signal);
    return false;
  } catch (error) {
    return error instanceof ToxiproxyCallError && error.failure === 'gone';
  }
}

function goneWithServer(proof: Proof, apiUrl: string): Proof {
  return { ...proof, proven: true, value: null, detail: `the fault proxy at ${apiUrl} is gone, and its toxics with it` };
}
