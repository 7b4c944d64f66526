import type { HttpSettings } from '../../fault-settings.ts';
import type { EdgeProbe } from './edge-probe.ts';
import type { HttpAnswer } from './http-answer.ts';
import { parseHttpAnswer } from './http-answer.ts';
import type { Look } from './look.ts';
import type { Answers } from './read-answers.ts';

const PATIENCE_MS = 3_000;

/** One effect that was asked for, looked for. */
interface Sign {
  /** `null`: nobody can tell. */
  readonly seen: boolean | null;
  readonly value: number | null;
  readonly unit: string;
  readonly words: string;
}

/** A matching request through the fault and one past it: does it meet every effect that was asked for, and none past it? */
export async function lookAtHttp(probe: EdgeProbe, settings: HttpSettings, signal: AbortSignal): Promise<Look> {
  const options = { requests: 1, timeoutMs: PATIENCE_MS + 2 * settings.delayMs };
  const [through, direct] = await Promise.all([probe.readThrough(options, signal), probe.readDirect(options, signal)]);
  const [met, past] = [parseHttpAnswer(through.bytes), parseHttpAnswer(direct.bytes)];
  if (met === null || past === null) {
    const end = (answers: Answers): string => (answers.bytes.length === 0 ? `no answer (${answers.end})` : 'no whole HTTP answer');
    const which = met === null ? `through the proxy ${end(through)}` : `past the proxy ${end(direct)}`;
    return { hit: null, value: null, unit: '', detail: `${probe.label}: ${which}` };
  }
  const isInjected = settings.answer !== null && isAnswer(met, settings.answer);
  // What the server sent and nobody got, or somebody got and no server sent, is not the client's traffic.
  probe.withheld(isInjected ? -through.bytes.length : direct.bytes.length - through.bytes.length);
  const signs = signsOf(settings, { through, met, direct, past });
  const hit = signs.every(({ seen }) => seen === true) ? true : signs.every(({ seen }) => seen === false) ? false : null;
  const [first] = signs;
  const detail = `${probe.label}: ${signs.map(({ words }) => words).join('; ')}`;
  return { hit, value: first?.value ?? null, unit: first?.unit ?? '', detail };
}

interface Pair {
  readonly through: Answers;
  readonly met: HttpAnswer;
  readonly direct: Answers;
  readonly past: HttpAnswer;
}

function signsOf({ answer, delayMs, truncateBytes, setHeaders, removeHeaders }: HttpSettings, pair: Pair): Sign[] {
  return [
    ...(answer === null ? [] : [answerSign(answer, pair)]),
    ...(delayMs === 0 ? [] : [delaySign(delayMs, pair)]),
    ...(truncateBytes === null ? [] : [truncateSign(truncateBytes, answer?.body ?? null, pair)]),
    ...Object.entries(setHeaders).map(([name, value]) => setSign(name, value, pair)),
    ...removeHeaders.map((name) => removeSign(name, pair)),
  ];
}

function answerSign(answer: NonNullable<HttpSettings['answer']>, { met, past }: Pair): Sign {
  const byItself = past.status === answer.status && isAnswer(past, answer);
  const words = byItself
    ? `the server answers ${past.status} and that body by itself`
    : `status ${met.status}; ${past.status} past the proxy`;
  return { seen: byItself ? null : isAnswer(met, answer), value: met.status, unit: 'status', words };
}

/** Of the body as much as came: `truncate` may have cut it. An answer to HEAD, 204 and 304 has none. */
function isAnswer({ status, body }: HttpAnswer, answer: NonNullable<HttpSettings['answer']>): boolean {
  return status === answer.status && answer.body.startsWith(body.toString('utf8'));
}

function delaySign(delayMs: number, { through, direct }: Pair): Sign {
  if (through.firstMs === null || direct.firstMs === null) return { seen: null, value: null, unit: 'ms', words: 'no first byte' };
  const addedMs = through.firstMs - direct.firstMs;
  // What lies between is a busy machine's doing, or the fault's: nobody can tell.
  const seen = addedMs >= 0.8 * delayMs ? true : addedMs < delayMs / 2 ? false : null;
  return { seen, value: addedMs, unit: 'ms', words: `the first byte came ${addedMs.toFixed(1)} ms later than past the proxy` };
}

/** `whole`: the body that an injected answer would have; else the server's own tells. */
function truncateSign(most: number, whole: string | null, { through, met, past }: Pair): Sign {
  const expected = whole === null ? past.body.length : Buffer.byteLength(whole);
  if (expected <= most) return { seen: null, value: null, unit: 'bytes', words: `its body is ${expected} bytes, within the limit` };
  const [got, closed] = [met.body.length, through.closeMs !== null];
  const words = `closed after ${got} bytes of the body, of ${expected}`;
  return { seen: got <= most && closed ? true : got > most ? false : null, value: got, unit: 'bytes', words };
}

function setSign(name: string, value: string, { met, past }: Pair): Sign {
  const key = name.toLowerCase();
  const wanted = value.trim();
  if (past.headers.get(key) === wanted)
    return { seen: null, value: null, unit: '', words: `the server sends \`${name}: ${wanted}\` by itself` };
  const got = met.headers.get(key);
  return { seen: got === wanted, value: null, unit: '', words: got === undefined ? `no \`${name}\`` : `\`${name}: ${got}\`` };
}

function removeSign(name: string, { met, past }: Pair): Sign {
  const key = name.toLowerCase();
  if (!past.headers.has(key)) return { seen: null, value: null, unit: '', words: `the server sends no \`${name}\` anyway` };
  const isGone = !met.headers.has(key);
  return { seen: isGone, value: null, unit: '', words: isGone ? `\`${name}\` is gone` : `\`${name}\` is there` };
}
