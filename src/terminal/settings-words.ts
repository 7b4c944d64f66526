import type { FaultSettings } from '../faults/fault-settings.ts';
import { formatDuration } from '../units/duration.ts';

/** A fault in the words of its manifest, short: `latency 200ms ±50ms`. */
export function settingsWords(settings: FaultSettings): string {
  switch (settings.type) {
    case 'latency': {
      const jitter = settings.jitterMs === 0 ? '' : ` ±${formatDuration(settings.jitterMs)}`;
      const direction = settings.direction === 'response' ? '' : ` ${settings.direction === 'both' ? 'both ways' : 'on requests'}`;
      return `latency ${formatDuration(settings.latencyMs)}${jitter}${direction}`;
    }
    case 'timeout':
      return settings.closeAfterMs === 0 ? 'timeout' : `timeout, closes after ${formatDuration(settings.closeAfterMs)}`;
    case 'reset_peer':
      return settings.afterMs === 0 ? 'reset_peer' : `reset_peer after ${formatDuration(settings.afterMs)}`;
    case 'kill':
    case 'restart':
      return `${settings.type} ${settings.signal}`;
    case 'down':
    case 'pause':
      return settings.type;
    default:
      return settings satisfies never;
  }
}
