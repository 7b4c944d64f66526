import type { BandwidthSettings, FaultSettings, HttpSettings } from '../../fault-settings.ts';
import { observeExchange, observeSilence } from '../edge-proof/edge-outcome.ts';
import type { EdgeOutcome } from '../edge-proof/edge-outcome.ts';
import type { EdgeProbe } from '../edge-proof/edge-probe.ts';
import { lookAtAnswerRate, lookAtBytes, lookAtClose, lookAtLimit, lookAtPieces, lookAtRequestRate } from '../edge-proof/look-at-answers.ts';
import { lookAtHttp } from '../edge-proof/look-at-http.ts';
import type { Look, LookWords } from '../edge-proof/look.ts';

export function lookWords(settings: FaultSettings): LookWords {
  return { what: whatOf(settings), each: settings.type === 'http' ? 'requests' : 'connections' };
}

function whatOf(settings: FaultSettings): string {
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
    case 'http':
      return httpWhat(settings);
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
      return lookAtBandwidth(settings, probe, signal);
    case 'http':
      return lookAtHttp(probe, settings, signal);
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

/** Each way that is limited; both must be. */
async function lookAtBandwidth({ direction, bytesPerSecond }: BandwidthSettings, probe: EdgeProbe, signal: AbortSignal): Promise<Look> {
  if (direction === 'response') return lookAtAnswerRate(probe, bytesPerSecond, signal);
  const asked = await lookAtRequestRate(probe, bytesPerSecond, signal);
  if (direction === 'request' || asked.hit === null) return asked;
  const answered = await lookAtAnswerRate(probe, bytesPerSecond, signal);
  return {
    ...answered,
    hit: asked.hit === answered.hit ? asked.hit : null,
    detail: `requests: ${asked.detail}; answers: ${answered.detail}`,
  };
}

/** The first of the effects that were asked for: the one whose value is shown. */
function httpWhat({ answer, delayMs, truncateBytes }: HttpSettings): string {
  if (answer !== null) return 'injected answer';
  if (delayMs > 0) return 'added time to first byte';
  return truncateBytes === null ? 'changed headers' : 'bytes of a body until closed';
}

function outcomeLook({ label, through, direct }: EdgeOutcome, hit: boolean | null, value: number): Look {
  const detail = `${label}: through the proxy ${through.end} after ${through.ms.toFixed(1)} ms; directly ${direct.end} after ${direct.ms.toFixed(1)} ms`;
  return { hit: direct.end === 'answered' ? hit : null, value, unit: 'ms', detail };
}
