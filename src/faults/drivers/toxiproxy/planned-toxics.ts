import { deriveSeed } from '../../../random/derive-seed.ts';
import { toxicName } from '../../../toxiproxy/proxy-name.ts';
import type { ToxicSpec } from '../../../toxiproxy/toxic-spec.ts';
import type { PlannedFault } from '../../../plan/run-plan.ts';

type Stream = ToxicSpec['stream'];

/** The toxics that one proxy gets for a fault; none for `down`, which disables the proxy. */
export function plannedToxics(run: string, fault: PlannedFault, proxy: string): ToxicSpec[] {
  const { settings } = fault;
  const toxic = (type: ToxicSpec['type'], stream: Stream, attributes: Readonly<Record<string, number>>): ToxicSpec => ({
    name: toxicName(run, fault.id, stream),
    type,
    stream,
    toxicity: 1,
    attributes,
  });
  switch (settings.type) {
    case 'latency':
      return latencyStreams(settings.direction).map((stream) =>
        toxic('latency', stream, {
          latency: settings.latencyMs,
          jitter: settings.jitterMs,
          seed: deriveSeed(fault.seed, `${proxy}/${stream}`),
        }),
      );
    case 'timeout':
      // Data of both directions goes nowhere; the clock runs from the client's last bytes.
      return [toxic('timeout', 'upstream', { timeout: settings.closeAfterMs }), toxic('timeout', 'downstream', { timeout: 0 })];
    case 'reset_peer':
      return [
        toxic('reset_peer', 'upstream', { timeout: settings.afterMs }),
        toxic('reset_peer', 'downstream', { timeout: settings.afterMs }),
      ];
    default:
      return [];
  }
}

function latencyStreams(direction: 'response' | 'request' | 'both'): Stream[] {
  switch (direction) {
    case 'response':
      return ['downstream'];
    case 'request':
      return ['upstream'];
    case 'both':
      return ['upstream', 'downstream'];
    default:
      return direction satisfies never;
  }
}
