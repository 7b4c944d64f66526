import { MOST_PADDING } from './exchange-request.ts';
import type { Answers, ReadOptions } from './read-answers.ts';
import type { EdgeProbe } from './edge-probe.ts';
import type { Look } from './look.ts';

const PATIENCE_MS = 3_000;
/** No more requests on one connection than a server may be asked for at once. */
const MOST_REQUESTS = 1_000;
/** How long a limited answer must take to be told from an unlimited one. */
const LEAST_MS = 80;
const WANTED_MS = 400;
/** What a busy machine adds or hides. */
const NOISE_MS = 10;

/** How many requests give `bytes` bytes of answers, and how many bytes that will be. Postgres and AMQP answer but once. */
async function requestsFor(probe: EdgeProbe, bytes: number, signal: AbortSignal): Promise<{ requests: number; expected: number }> {
  const one = await probe.readDirect({ requests: 1, timeoutMs: PATIENCE_MS }, signal);
  const size = Math.max(1, one.bytes.length);
  const repeats = probe.protocol?.kind === 'http' || probe.protocol?.kind === 'redis';
  const requests = repeats ? Math.min(MOST_REQUESTS, Math.max(1, Math.ceil(bytes / size))) : 1;
  return { requests, expected: requests * size };
}

/** How a burst of requests goes that takes long enough to measure a rate by, whichever way is limited. */
interface Burst extends ReadOptions {
  readonly expected: number;
  /** The bytes that count. */
  readonly counted: (answers: Answers) => number;
  readonly bytes: number;
  /** `answers`, `may be asked`. */
  readonly words: string;
}

/** Do answers come at no more than `bytesPerSecond`, where they would come faster past the fault? */
export async function lookAtAnswerRate(probe: EdgeProbe, bytesPerSecond: number, signal: AbortSignal): Promise<Look> {
  const { requests, expected } = await requestsFor(probe, (bytesPerSecond * WANTED_MS) / 1_000, signal);
  const counted = ({ bytes }: Answers): number => bytes.length;
  return lookAtRate(
    probe,
    bytesPerSecond,
    { requests, expected, bytes: expected, counted, words: 'answers', timeoutMs: PATIENCE_MS },
    signal,
  );
}

/** The same of requests: the last of many is answered when all of them have come through. */
export async function lookAtRequestRate(probe: EdgeProbe, bytesPerSecond: number, signal: AbortSignal): Promise<Look> {
  const wanted = (bytesPerSecond * WANTED_MS) / 1_000;
  const padding = Math.min(MOST_PADDING, Math.ceil(wanted / 50));
  const one = await probe.readDirect({ requests: 1, padding, timeoutMs: PATIENCE_MS }, signal);
  const repeats = probe.protocol?.kind === 'http' || probe.protocol?.kind === 'redis';
  const requests = repeats ? Math.min(MOST_REQUESTS, Math.max(1, Math.ceil(wanted / Math.max(1, one.bytesSent)))) : 1;
  const counted = ({ bytesSent }: Answers): number => bytesSent;
  const [bytes, expected] = [requests * one.bytesSent, requests * one.bytes.length];
  return lookAtRate(
    probe,
    bytesPerSecond,
    { requests, padding, expected, bytes, counted, words: 'may be asked at once', timeoutMs: PATIENCE_MS },
    signal,
  );
}

async function lookAtRate(probe: EdgeProbe, bytesPerSecond: number, burst: Burst, signal: AbortSignal): Promise<Look> {
  const limitedMs = (burst.bytes / bytesPerSecond) * 1_000;
  if (limitedMs < LEAST_MS)
    return blind(
      probe,
      'kB/s',
      `all it ${burst.words}, ${burst.bytes} bytes, would pass in ${limitedMs.toFixed(0)} ms: too little to measure`,
    );
  const options = { ...burst, timeoutMs: burst.timeoutMs + 3 * limitedMs };
  const direct = await probe.readDirect(options, signal);
  const through = await probe.readThrough(options, signal);
  if (direct.end !== 'whole' || through.end !== 'whole')
    return blind(probe, 'kB/s', `through the proxy ${through.end}, directly ${direct.end}`);
  const rate = (answers: Answers): number => burst.counted(answers) / Math.max(0.1, answers.lastMs);
  const detail = `${probe.label}: ${rate(through).toFixed(0)} kB/s over ${burst.counted(through)} bytes; ${rate(direct).toFixed(0)} kB/s past the proxy`;
  // Slower than asked for is the fault's doing only where the edge itself is faster.
  const isLimited = rate(through) <= 1.25 * (bytesPerSecond / 1_000) && rate(direct) >= 1.5 * rate(through);
  const isAsAsked = rate(through) >= 0.6 * (bytesPerSecond / 1_000);
  return { hit: isLimited ? isAsAsked || null : false, value: rate(through), unit: 'kB/s', detail };
}

/** Does the end of a connection come `delayMs` later than past the fault? */
export async function lookAtClose(probe: EdgeProbe, delayMs: number, signal: AbortSignal): Promise<Look> {
  const options = { requests: 1, timeoutMs: PATIENCE_MS + 2 * delayMs };
  const [through, direct] = await Promise.all([probe.readThrough(options, signal), probe.readDirect(options, signal)]);
  if (through.closeMs === null || direct.closeMs === null) return blind(probe, 'ms', 'the server does not end its connections');
  const added = through.closeMs - direct.closeMs;
  const tolerance = Math.max(0.2 * delayMs, NOISE_MS);
  const detail = `${probe.label}: connections end ${added.toFixed(1)} ms later than past the proxy`;
  return { hit: added < delayMs / 2 ? false : Math.abs(added - delayMs) <= 3 * tolerance || null, value: added, unit: 'ms', detail };
}

/** Does an answer come in pieces of at most `most` bytes, and in larger ones past the fault? */
export async function lookAtPieces(probe: EdgeProbe, most: number, signal: AbortSignal): Promise<Look> {
  const wanted = probe.protocol?.kind === 'http' ? 1 : 4 * most;
  const { requests, expected } = await requestsFor(probe, wanted, signal);
  const options = { requests, expected, timeoutMs: 2 * PATIENCE_MS };
  const [through, direct] = await Promise.all([probe.readThrough(options, signal), probe.readDirect(options, signal)]);
  if (direct.bytes.length !== through.bytes.length)
    return blind(probe, 'bytes', `through the proxy ${through.bytes.length} bytes came, past it ${direct.bytes.length}`);
  if (median(direct.pieces) <= most) return blind(probe, 'bytes', `its answers come in pieces of ${median(direct.pieces)} bytes anyway`);
  const detail = `${probe.label}: ${through.pieces.length} pieces of ${median(through.pieces)} bytes; ${direct.pieces.length} of ${median(direct.pieces)} past the proxy`;
  return { hit: median(through.pieces) <= most, value: median(through.pieces), unit: 'bytes', detail };
}

/** Does a connection end after `bytes` bytes, where more comes past the fault? */
export async function lookAtLimit(probe: EdgeProbe, bytes: number, signal: AbortSignal): Promise<Look> {
  const { requests, expected } = await requestsFor(probe, bytes + 1, signal);
  const options = { requests, expected, timeoutMs: 2 * PATIENCE_MS };
  const [through, direct] = await Promise.all([probe.readThrough(options, signal), probe.readDirect(options, signal)]);
  if (direct.bytes.length <= bytes) return blind(probe, 'bytes', `all it answers is ${direct.bytes.length} bytes, within the limit`);
  probe.withheld(Math.max(0, direct.bytes.length - through.bytes.length));
  const detail = `${probe.label}: closed after ${through.bytes.length} bytes; ${direct.bytes.length} past the proxy`;
  const hit = through.bytes.length <= bytes && through.closeMs !== null;
  return { hit: hit || (through.bytes.length === direct.bytes.length ? false : null), value: through.bytes.length, unit: 'bytes', detail };
}

/** Are about `rate` of the bytes other than past the fault? Twice past it first: an answer that differs by itself tells little. */
export async function lookAtBytes(probe: EdgeProbe, rate: number, signal: AbortSignal): Promise<Look> {
  const { requests, expected } = await requestsFor(probe, 40 / rate, signal);
  const options = { requests, expected, timeoutMs: 2 * PATIENCE_MS };
  const direct = await probe.readDirect(options, signal);
  const [through, again] = await Promise.all([probe.readThrough(options, signal), probe.readDirect(options, signal)]);
  if (direct.bytes.length !== through.bytes.length || direct.bytes.length !== again.bytes.length)
    return blind(probe, '%', 'its answers differ in length by themselves');
  if (expected * rate < 5) return blind(probe, '%', `all it answers, ${expected} bytes, is too little to show it`);
  const [changed, own] = [difference(through.bytes, again.bytes), difference(direct.bytes, again.bytes)];
  const detail = `${probe.label}: ${(100 * changed).toFixed(2)}% of ${expected} bytes differ; ${(100 * own).toFixed(2)}% of them past the proxy`;
  // Five standard errors, beside what differs by itself.
  const tolerance = 5 * Math.sqrt((rate * (1 - rate)) / expected) + own;
  const hit = changed <= own + rate / 8 ? false : Math.abs(changed - rate) <= tolerance || null;
  return { hit, value: 100 * changed, unit: '%', detail };
}

function blind(probe: EdgeProbe, unit: string, why: string): Look {
  return { hit: null, value: null, unit, detail: `${probe.label}: ${why}` };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function difference(one: Buffer, other: Buffer): number {
  let count = 0;
  for (const [at, byte] of one.entries()) if (byte !== other[at]) count += 1;
  return count / Math.max(1, one.length);
}
