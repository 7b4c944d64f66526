import type { FaultSettings, HttpSettings } from '../../faults/fault-settings.ts';
import { formatByteRate } from '../../units/byte-rate.ts';
import { formatByteSize } from '../../units/byte-size.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatPercentage } from '../../units/percentage.ts';

/** A fault in the words of its manifest, short: `latency 200ms ±50ms`. */
export function settingsWords(settings: FaultSettings): string {
  const toxicity = 'toxicity' in settings ? settings.toxicity : undefined;
  return toxicity === undefined ? effectWords(settings) : `${effectWords(settings)} on ${formatPercentage(toxicity)}`;
}

function effectWords(settings: FaultSettings): string {
  switch (settings.type) {
    case 'latency': {
      const jitter = settings.jitterMs === 0 ? '' : ` ±${formatDuration(settings.jitterMs)}`;
      return `latency ${formatDuration(settings.latencyMs)}${jitter}${wayWords(settings.direction)}`;
    }
    case 'timeout':
      return settings.closeAfterMs === 0 ? 'timeout' : `timeout, closes after ${formatDuration(settings.closeAfterMs)}`;
    case 'reset_peer':
      return settings.afterMs === 0 ? 'reset_peer' : `reset_peer after ${formatDuration(settings.afterMs)}`;
    case 'bandwidth':
      return `bandwidth ${formatByteRate(settings.bytesPerSecond)}${wayWords(settings.direction)}`;
    case 'slow_close':
      return `slow_close ${formatDuration(settings.delayMs)}`;
    case 'slicer':
      return `slicer ${formatByteSize(settings.size)} each ${formatDuration(settings.delayMs)}`;
    case 'limit_data':
      return `limit_data ${formatByteSize(settings.bytes)}`;
    case 'corrupt':
      return `corrupt ${formatPercentage(settings.rate)}`;
    case 'blackhole':
      if (!settings.handshake) return 'blackhole without handshakes';
      return settings.closeAfterMs === 0 ? 'blackhole' : `blackhole, closes after ${formatDuration(settings.closeAfterMs)}`;
    case 'connect_delay': {
      const jitter = settings.jitterMs === 0 ? '' : ` ±${formatDuration(settings.jitterMs)}`;
      return `connect_delay ${formatDuration(settings.delayMs)}${jitter}`;
    }
    case 'http':
      return `http ${httpWords(settings)}`;
    case 'kill':
    case 'restart':
    case 'crash':
      return `${settings.type} ${settings.signal}`;
    case 'partition':
      return cutWords(
        'partition',
        settings,
        settings.direction === 'both' ? '' : settings.direction === 'to' ? ' one way' : ' one way, back',
      );
    case 'isolate':
      return cutWords('isolate', settings, settings.direction === 'both' ? '' : ` ${settings.direction}`);
    case 'loss': {
      const where = `${settings.direction === 'both' ? '' : ` ${settings.direction}`}${settings.port === null ? '' : `, port ${settings.port}`}`;
      return `loss ${formatPercentage(settings.rate)}${where}`;
    }
    case 'dns':
      return `dns ${settings.mode}`;
    case 'cpu_throttle':
      return `cpu_throttle ${settings.cpus} cores`;
    case 'cpu_burn':
      return `cpu_burn × ${settings.workers}`;
    case 'memory_limit':
      return `memory_limit ${formatByteSize(settings.limitBytes)}`;
    case 'memory_pressure':
      return `memory_pressure ${'bytes' in settings.amount ? formatByteSize(settings.amount.bytes) : `to ${formatPercentage(settings.amount.share)}`}`;
    case 'disk_fill': {
      const { path, until } = settings;
      return `disk_fill ${path} ${'leftBytes' in until ? `to ${formatByteSize(until.leftBytes)} left` : `to ${formatPercentage(until.usedShare)}`}`;
    }
    case 'pids_limit':
      return `pids_limit ${'limit' in settings.most ? settings.most.limit : `+${settings.most.left}`}`;
    case 'fd_limit':
      return `fd_limit ${settings.limit}`;
    case 'down':
    case 'pause':
    case 'stop':
      return settings.type;
    default:
      return settings satisfies never;
  }
}

function cutWords(
  type: string,
  { port, action }: { readonly port: number | null; readonly action: 'drop' | 'reject' },
  direction: string,
): string {
  return `${type}${direction}${port === null ? '' : `, port ${port}`}${action === 'drop' ? '' : ', rejecting'}`;
}

function wayWords(direction: 'response' | 'request' | 'both'): string {
  return direction === 'response' ? '' : ` ${direction === 'both' ? 'both ways' : 'on requests'}`;
}

function httpWords({ match, answer, delayMs, truncateBytes, setHeaders, removeHeaders }: HttpSettings): string {
  const effects = [
    ...(answer === null ? [] : [String(answer.status)]),
    ...(delayMs === 0 ? [] : [`+${formatDuration(delayMs)}`]),
    ...(truncateBytes === null ? [] : [`cut at ${formatByteSize(truncateBytes)}`]),
    ...(Object.keys(setHeaders).length + removeHeaders.length === 0 ? [] : ['headers']),
  ];
  const what = [...(match.methods.length === 0 ? [] : [match.methods.join(',')]), ...(match.path === null ? [] : [match.path])];
  return [effects.join(' '), ...what].join(' ');
}
