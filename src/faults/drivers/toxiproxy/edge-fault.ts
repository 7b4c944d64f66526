import type { PlannedFault } from '../../../plan/run-plan.ts';
import { ToxiproxyCallError } from '../../../toxiproxy/toxiproxy-call-error.ts';
import type { ToxiproxyServer } from '../../../toxiproxy/toxiproxy-server.ts';
import type { Exposure, PreparedFault, Proof } from '../../fault-driver.ts';
import type { EdgeProbe, OwnTraffic } from '../edge-proof/edge-probe.ts';
import { proveEdgeFault, proveEdgeFaultGone, unseen } from './edge-fault-proof.ts';
import { plannedToxics } from './planned-toxics.ts';
import type { ProxyTraffic } from './proxy-traffic.ts';
import { proxyTraffic, trafficSince } from './proxy-traffic.ts';

export interface EdgeFaultOptions {
  readonly run: string;
  readonly fault: PlannedFault;
  readonly server: ToxiproxyServer;
  /** Names of the proxies that get the toxics. */
  readonly proxies: readonly string[];
  readonly probes: readonly EdgeProbe[];
  /** What those probes count. */
  readonly own: OwnTraffic;
  /** Why no probe can see it; `null`: they can. */
  readonly blind: string | null;
}

const COUNT_LIMIT_MS = 5_000;

/** A fault on an edge whose way leads through proxies already, or will: the toxics, how they are seen, and what met them. */
export function createEdgeFault(options: EdgeFaultOptions): Pick<PreparedFault, 'inject' | 'prove' | 'proveGone' | 'exposure'> {
  const { run, fault, server, proxies, probes, own, blind } = options;
  let before: ProxyTraffic | null = null;
  const traffic = async (): Promise<ProxyTraffic | null> => {
    const metrics = await server.metrics(AbortSignal.timeout(COUNT_LIMIT_MS));
    return metrics === null ? null : proxyTraffic(metrics, proxies);
  };
  return {
    inject: async (signal) => {
      before = await traffic();
      own.connections = 0;
      own.bytes = 0;
      for (const proxy of proxies) {
        if (fault.settings.type === 'down') await server.setEnabled(proxy, false, signal);
        for (const toxic of plannedToxics(run, fault, proxy)) await server.addToxic(proxy, toxic, signal);
      }
    },
    prove: async (signal) => (blind === null ? proveEdgeFault(fault.settings, probes, signal) : unseen(blind, probes)),
    proveGone: async (signal) => {
      const proof = blind === null ? await proveEdgeFaultGone(fault.settings, probes, signal) : unseen(blind, probes);
      return proof.proven || !(await isServerGone(server, signal)) ? proof : goneWithServer(proof, server.apiUrl);
    },
    exposure: async () => exposureSince(fault, before, await traffic(), own),
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
