import type { PlannedFault } from '../../../plan/run-plan.ts';
import { ToxiproxyCallError } from '../../../toxiproxy/toxiproxy-call-error.ts';
import type { ToxiproxyServer } from '../../../toxiproxy/toxiproxy-server.ts';
import type { Exposure, PreparedFault, Proof } from '../../fault-driver.ts';
import type { EdgeProbe, OwnTraffic } from '../edge-proof/edge-probe.ts';
import { proveEdgeFault, proveEdgeFaultGone, unseen } from './edge-fault-proof.ts';
import { plannedToxics } from './planned-toxics.ts';
import { ClientTraffic } from './client-traffic.ts';
import type { ProxyTraffic } from './proxy-traffic.ts';
import { proxyTraffic, trafficOf } from './proxy-traffic.ts';

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
  const names = [...new Set(proxies.flatMap((proxy) => plannedToxics(run, fault, proxy).map(({ name }) => name)))];
  let clients = new ClientTraffic();
  const traffic = async (): Promise<ProxyTraffic | null> => {
    const metrics = await server.metrics(AbortSignal.timeout(COUNT_LIMIT_MS));
    return metrics === null ? null : proxyTraffic(metrics, proxies);
  };
  /** Takes what was counted up to here, with what a proof has sent meanwhile left out. */
  const count = async (sent: OwnTraffic | null): Promise<ProxyTraffic | null> => {
    const now = await traffic();
    if (now === null) return null;
    const met = trafficOf(now, names);
    if (sent === null) clients.between(met);
    else clients.during(met, { asked: fault.settings.type === 'http' ? sent.requests : sent.connections, bytes: sent.bytes });
    return now;
  };
  const proved = async (signal: AbortSignal): Promise<Proof> => {
    await count(null).catch(() => null);
    const from = { ...own };
    const proof = await proveEdgeFault(fault.settings, probes, signal);
    await count(since(own, from)).catch(() => null);
    return proof;
  };
  return {
    inject: async (signal) => {
      before = await traffic();
      clients = new ClientTraffic();
      own.connections = 0;
      own.requests = 0;
      own.bytes = 0;
      for (const proxy of proxies) {
        if (fault.settings.type === 'down') await server.setEnabled(proxy, false, signal);
        for (const toxic of plannedToxics(run, fault, proxy)) await server.addToxic(proxy, toxic, signal);
      }
    },
    prove: async (signal) => (blind === null ? proved(signal) : unseen(blind, probes)),
    proveGone: async (signal) => {
      const proof = blind === null ? await proveEdgeFaultGone(fault.settings, probes, signal) : unseen(blind, probes);
      return proof.proven || !(await isServerGone(server, signal)) ? proof : goneWithServer(proof, server.apiUrl);
    },
    exposure: async () => exposureSince(fault, before, await count(null), own, clients),
  };
}

function since(now: OwnTraffic, from: OwnTraffic): OwnTraffic {
  return { connections: now.connections - from.connections, requests: now.requests - from.requests, bytes: now.bytes - from.bytes };
}

/**
 * What clients met; `null` where nobody can count it. While an edge is down, or its port completes no handshake, the kernel turns connections away before any
 * counter of ours: of the first only those that were cut can be counted. The real Toxiproxy counts bytes alone, when a connection ends, and
 * not by toxic: some say that the fault was met where it meets every connection, none says nothing.
 */
function exposureSince(
  { settings }: PlannedFault,
  before: ProxyTraffic | null,
  now: ProxyTraffic | null,
  own: OwnTraffic,
  { met: { seen, hit, bytes } }: ClientTraffic,
): Exposure | null {
  if (before === null || now === null) return null;
  if (settings.type === 'down') return before.open === 0 ? null : { connections: before.open, bytes: 0, share: 1 };
  if (settings.type === 'blackhole' && !settings.handshake) return null;
  const meetsAll = !('toxicity' in settings) || (settings.toxicity ?? 1) === 1;
  if (now.connections !== null) {
    // Where dice chose the connections, one of a client's may count as a proof's: then its bytes tell of it. Else they are a proof's last ones.
    const theirs = hit > 0 || (!meetsAll && settings.type !== 'http') ? bytes : 0;
    return { connections: hit, bytes: theirs, share: seen === 0 ? Number(theirs > 0) : Math.round((hit / seen) * 10_000) / 10_000 };
  }
  const through = now.bytes - before.bytes - own.bytes;
  return through > 0 && meetsAll ? { connections: null, bytes: through, share: 1 } : null;
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
