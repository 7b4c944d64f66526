import type { FaultSettings, HttpSettings } from '../../fault-settings.ts';
import { deriveSeed } from '../../../random/derive-seed.ts';
import { toxicName } from '../../../toxiproxy/proxy-name.ts';
import type { ToxicAttributes, ToxicSpec } from '../../../toxiproxy/toxic-spec.ts';
import type { PlannedFault } from '../../../plan/run-plan.ts';

type Stream = ToxicSpec['stream'];

/** Is the proxy to be enabled when the fault is undone? `down` disables it; a port that is open again no more after it was deaf is closed. */
export function needsEnabling(settings: FaultSettings): boolean {
  return settings.type === 'down' || (settings.type === 'blackhole' && !settings.handshake);
}

/** The toxics that one proxy gets for a fault; none for `down`, which disables the proxy. */
export function plannedToxics(run: string, fault: PlannedFault, proxy: string): ToxicSpec[] {
  const { settings } = fault;
  const toxic = (type: ToxicSpec['type'], stream: Stream, attributes: ToxicAttributes): ToxicSpec => ({
    name: toxicName(run, fault.id, stream),
    type,
    stream,
    toxicity: ('toxicity' in settings ? settings.toxicity : undefined) ?? 1,
    attributes:
      'clients' in settings && settings.clients !== undefined ? { ...attributes, clients: settings.clients.join(',') } : attributes,
  });
  const seedOf = (stream: Stream): number => deriveSeed(fault.seed, `${proxy}/${stream}`);
  switch (settings.type) {
    case 'latency':
      return streamsOf(settings.direction).map((stream) =>
        toxic('latency', stream, {
          latency: settings.latencyMs,
          jitter: settings.jitterMs,
          seed: seedOf(stream),
        }),
      );
    case 'timeout':
      // Data of both directions goes nowhere; the clock runs from the client's last bytes.
      return onceWhereShared([
        toxic('timeout', 'upstream', { timeout: settings.closeAfterMs }),
        toxic('timeout', 'downstream', { timeout: 0 }),
      ]);
    case 'reset_peer':
      return onceWhereShared([
        toxic('reset_peer', 'upstream', { timeout: settings.afterMs }),
        toxic('reset_peer', 'downstream', { timeout: settings.afterMs }),
      ]);
    case 'bandwidth':
      return streamsOf(settings.direction).map((stream) => toxic('bandwidth', stream, { rate: settings.bytesPerSecond / 1_000 }));
    case 'slow_close':
      return [toxic('slow_close', 'downstream', { delay: settings.delayMs })];
    case 'slicer': {
      const { size, variation, delayMs } = settings;
      const attributes = { average_size: size, size_variation: variation, delay: Math.round(delayMs * 1_000) };
      return [toxic('slicer', 'downstream', { ...attributes, seed: seedOf('downstream') })];
    }
    case 'limit_data':
      return [toxic('limit_data', 'downstream', { bytes: settings.bytes })];
    case 'corrupt':
      return [toxic('corrupt', 'downstream', { rate: settings.rate, seed: seedOf('downstream') })];
    case 'blackhole':
      return [toxic('blackhole', 'upstream', { timeout: settings.closeAfterMs, handshake: settings.handshake ? 1 : 0 })];
    case 'connect_delay': {
      const { delayMs, jitterMs } = settings;
      return [toxic('connect_delay', 'upstream', { delay: delayMs, jitter: jitterMs, seed: seedOf('upstream') })];
    }
    case 'http':
      return [toxic('http', 'downstream', { ...httpAttributes(settings), seed: seedOf('downstream') })];
    default:
      return [];
  }
}

/** Only what is asked for: the others mean nothing when they are not given. */
function httpAttributes({ match, answer, delayMs, truncateBytes, setHeaders, removeHeaders }: HttpSettings): ToxicAttributes {
  const lines = (headers: Readonly<Record<string, string>>): string =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  const texts = {
    method: match.methods.join(','),
    path: match.path ?? '',
    when_header: lines(match.headers),
    body: answer?.body ?? '',
    content_type: answer?.contentType ?? '',
    set_header: lines(setHeaders),
    remove_header: removeHeaders.join(','),
  };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
    ...(answer === null ? {} : { status: answer.status }),
    delay: delayMs,
    ...(truncateBytes === null ? {} : { truncate: truncateBytes }),
  };
}

/** Each toxic rolls dice of its own: two of 50 % would meet 75 % of connections. The first alone silences or resets one as well. */
function onceWhereShared(toxics: ToxicSpec[]): ToxicSpec[] {
  return toxics.filter(({ toxicity }, at) => at === 0 || toxicity === 1);
}

function streamsOf(direction: 'response' | 'request' | 'both'): Stream[] {
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
