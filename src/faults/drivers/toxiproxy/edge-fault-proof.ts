import type { FaultSettings } from '../../fault-settings.ts';
import type { Proof } from '../../fault-driver.ts';
import { isAsAsked, isGone, latencyProof, measureAddedLatency } from '../edge-proof/added-latency.ts';
import { observeConnect, observeExchange, observeSilence, outcomeProof } from '../edge-proof/edge-outcome.ts';
import type { EdgeProbe } from '../edge-proof/edge-probe.ts';

/** Does the fault bite, seen from the client's side of each edge? */
export async function proveEdgeFault(settings: FaultSettings, probes: readonly EdgeProbe[], signal: AbortSignal): Promise<Proof> {
  const blind = unseen(settings, probes);
  if (blind !== null) return blind;
  switch (settings.type) {
    case 'latency': {
      const asked = roundTripMs(settings);
      const measured = await Promise.all(probes.map((probe) => measureAddedLatency(probe, asked.addedMs, 'at once', signal)));
      return latencyProof(measured, (addedMs) => isAsAsked(addedMs, asked.addedMs, asked.jitterMs));
    }
    case 'timeout': {
      const seen = await Promise.all(probes.map((probe) => observeSilence(probe, signal)));
      return outcomeProof('exchange unanswered', seen, ({ end }) => end === 'unanswered' || end === 'closed' || end === 'reset');
    }
    case 'reset_peer': {
      const seen = await Promise.all(probes.map((probe) => observeExchange(probe, settings.afterMs, signal)));
      return outcomeProof('connection reset', seen, ({ end }) => end === 'reset');
    }
    case 'down': {
      const seen = await Promise.all(probes.map((probe) => observeConnect(probe, signal)));
      return outcomeProof('connection refused', seen, ({ end }) => end === 'refused');
    }
    default:
      throw new Error(`${settings.type} is not a fault on an edge`);
  }
}

/** Is it gone, seen from there? */
export async function proveEdgeFaultGone(settings: FaultSettings, probes: readonly EdgeProbe[], signal: AbortSignal): Promise<Proof> {
  const blind = unseen(settings, probes);
  if (blind !== null) return blind;
  if (settings.type === 'latency') {
    const asked = roundTripMs(settings);
    const measured = await Promise.all(probes.map((probe) => measureAddedLatency(probe, asked.addedMs, 'one by one', signal)));
    return latencyProof(measured, (addedMs) => isGone(addedMs, asked.addedMs));
  }
  const seen = await Promise.all(probes.map((probe) => observeExchange(probe, 0, signal)));
  return outcomeProof('exchange answered', seen, ({ end }) => end === 'answered');
}

function roundTripMs(settings: Extract<FaultSettings, { type: 'latency' }>): { readonly addedMs: number; readonly jitterMs: number } {
  const ways = settings.direction === 'both' ? 2 : 1;
  return { addedMs: ways * settings.latencyMs, jitterMs: ways * settings.jitterMs };
}

/** Without a protocol nothing can be asked of the edge; that a port refuses can be seen all the same. */
function unseen(settings: FaultSettings, probes: readonly EdgeProbe[]): Proof | null {
  const blind = probes.find((probe) => probe.protocol === null);
  if (blind === undefined || settings.type === 'down') return null;
  return {
    proven: false,
    what: 'nothing',
    value: null,
    unit: null,
    detail: `${blind.label}: the edge has no \`protocol\`, so no exchange can be tried on it; say http, redis, postgres or amqp`,
  };
}
