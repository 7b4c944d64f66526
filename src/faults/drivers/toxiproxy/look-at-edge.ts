import type { FaultSettings } from '../../fault-settings.ts';
import { observeExchange, observeSilence } from '../edge-proof/edge-outcome.ts';
import type { EdgeOutcome } from '../edge-proof/edge-outcome.ts';
import type { EdgeProbe } from '../edge-proof/edge-probe.ts';
import { lookAtBytes, lookAtClose, lookAtLimit, lookAtPieces, lookAtRate } from '../edge-proof/look-at-answers.ts';
import type { Look } from '../edge-proof/look.ts';

/** What is measured on one connection, in words; `null` for kinds that have nothing of the kind. */
export function lookWords(settings: FaultSettings): string {
  switch (settings.type) {
    case 'bandwidth':
      return 'data rate';
    case 'slow_close':
      return 'added time to close';
    case 'slicer':
      return 'size of pieces';
    case 'limit_data':
      return 'bytes until closed';
    case 'corrupt':
      return 'bytes changed';
    case 'latency':
    case 'connect_delay':
      return 'added latency';
    default:
      return 'exchange cut off';
  }
}

/** Did the fault hit a connection of ours? */
export async function lookAtEdge(settings: FaultSettings, probe: EdgeProbe, signal: AbortSignal): Promise<Look> {
  switch (settings.type) {
    case 'bandwidth':
      return lookAtRate(probe, settings.bytesPerSecond, signal);
    case 'slow_close':
      return lookAtClose(probe, settings.delayMs, signal);
    case 'slicer':
      return lookAtPieces(probe, settings.size + settings.variation, signal);
    case 'limit_data':
      return lookAtLimit(probe, settings.bytes, signal);
    case 'corrupt':
      return lookAtBytes(probe, settings.rate, signal);
    case 'latency':
    case 'connect_delay': {
      const [wholeMs, jitterMs] =
        settings.type === 'latency' ? [settings.latencyMs, settings.jitterMs] : [settings.delayMs, settings.jitterMs];
      const outcome = await observeExchange(probe, 2 * (wholeMs + jitterMs), signal);
      const addedMs = outcome.through.ms - outcome.direct.ms;
      // What lies between is a busy machine's doing, or the fault's: nobody can tell.
      const leastMs = Math.max(1, wholeMs - jitterMs);
      const hit = addedMs >= 0.8 * leastMs ? true : addedMs < leastMs / 2 ? false : null;
      return outcomeLook(outcome, outcome.through.end === 'answered' ? hit : null, addedMs);
    }
    case 'timeout':
    case 'blackhole': {
      const outcome = await observeSilence(probe, signal);
      return outcomeLook(outcome, outcome.through.end !== 'answered', outcome.through.ms);
    }
    case 'reset_peer': {
      const outcome = await observeExchange(probe, settings.afterMs, signal);
      return outcomeLook(outcome, outcome.through.end === 'reset', outcome.through.ms);
    }
    default:
      throw new Error(`${settings.type} is not a fault of connections`);
  }
}

function outcomeLook({ label, through, direct }: EdgeOutcome, hit: boolean | null, value: number): Look {
  const detail = `${label}: through the proxy ${through.end} after ${through.ms.toFixed(1)} ms; directly ${direct.end} after ${direct.ms.toFixed(1)} ms`;
  return { hit: direct.end === 'answered' ? hit : null, value, unit: 'ms', detail };
}
