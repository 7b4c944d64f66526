import type { FaultSettings } from '../../fault-settings.ts';
import type { Proof } from '../../fault-driver.ts';
import { isAsAsked, isGone, latencyProof, measureAddedLatency, measureUntil } from '../edge-proof/added-latency.ts';
import type { AddedLatency, AskedLatency, LatencyLook } from '../edge-proof/added-latency.ts';
import { observeConnect, observeExchange, observeSilence, outcomeProof } from '../edge-proof/edge-outcome.ts';
import { hitProof, lookOften, looksFor, unhitProof } from '../edge-proof/look.ts';
import type { Look } from '../edge-proof/look.ts';
import { lookAtEdge, lookWords } from './look-at-edge.ts';
import type { EdgeProbe } from '../edge-proof/edge-probe.ts';

/** Does the fault bite, seen from the client's side of each edge? */
export async function proveEdgeFault(settings: FaultSettings, probes: readonly EdgeProbe[], signal: AbortSignal): Promise<Proof> {
  const share = shareOf(settings);
  if (share < 1) return hitProof(lookWords(settings), await looks(settings, probes, share, signal), share);
  switch (settings.type) {
    case 'connect_delay':
    case 'latency': {
      const asked = roundTripMs(settings);
      const holds = (measured: AddedLatency): boolean => isAsAsked(measured, asked);
      return latencyProof(await measureEach(probes, asked, 'held', holds, signal), holds);
    }
    case 'blackhole':
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
    case 'bandwidth':
    case 'slow_close':
    case 'slicer':
    case 'limit_data':
    case 'corrupt':
    case 'http':
      return hitProof(lookWords(settings), await looks(settings, probes, share, signal), share);
    default:
      throw new Error(`${settings.type} is not a fault on an edge`);
  }
}

/** Is it gone, seen from there? */
export async function proveEdgeFaultGone(settings: FaultSettings, probes: readonly EdgeProbe[], signal: AbortSignal): Promise<Proof> {
  const share = shareOf(settings);
  if (share < 1 || isSeenInAnswers(settings)) return unhitProof(lookWords(settings), await looks(settings, probes, share, signal));
  if (settings.type === 'latency' || settings.type === 'connect_delay') {
    const asked = roundTripMs(settings);
    const holds = (measured: AddedLatency): boolean => isGone(measured, asked);
    return latencyProof(await measureEach(probes, asked, 'gone', holds, signal), holds);
  }
  const seen = await Promise.all(probes.map((probe) => observeExchange(probe, 0, signal)));
  return outcomeProof('exchange answered', seen, ({ end }) => end === 'answered');
}

/** By edge. */
function measureEach(
  probes: readonly EdgeProbe[],
  asked: AskedLatency,
  look: LatencyLook,
  holds: (measured: AddedLatency) => boolean,
  signal: AbortSignal,
): Promise<AddedLatency[]> {
  return Promise.all(probes.map((probe) => measureUntil(holds, () => measureAddedLatency(probe, asked, look, signal))));
}

/** By edge. */
function looks(settings: FaultSettings, probes: readonly EdgeProbe[], share: number, signal: AbortSignal): Promise<Look[][]> {
  return Promise.all(probes.map((probe) => lookOften(looksFor(share), () => lookAtEdge(settings, probe, signal))));
}

function shareOf(settings: FaultSettings): number {
  return ('toxicity' in settings ? settings.toxicity : undefined) ?? 1;
}

/** An exchange is answered all the same: what changes is how. */
function isSeenInAnswers({ type }: FaultSettings): boolean {
  return (
    type === 'bandwidth' || type === 'slow_close' || type === 'slicer' || type === 'limit_data' || type === 'corrupt' || type === 'http'
  );
}

function roundTripMs(settings: Extract<FaultSettings, { type: 'latency' | 'connect_delay' }>): AskedLatency {
  if (settings.type === 'connect_delay') return { addedMs: settings.delayMs, jitterMs: settings.jitterMs };
  const ways = settings.direction === 'both' ? 2 : 1;
  return { addedMs: ways * settings.latencyMs, jitterMs: ways * settings.jitterMs };
}

/** Nothing can be asked of the edge that the fault would meet. */
export function unseen(why: string, probes: readonly EdgeProbe[]): Proof {
  return { proven: false, what: 'nothing', value: null, unit: null, detail: `${probes[0]?.label ?? 'no edge'}: ${why}` };
}
