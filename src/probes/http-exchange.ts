import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Beyond it a body is read, and not kept. */
const KEPT_BYTES = 1_048_576;

export interface HttpAsk {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  /** Its first MiB. */
  readonly body: string;
  readonly tookMs: number;
}

/**
 * One exchange on a connection of its own, which is closed afterwards, so that a pool's state is never taken for the system's.
 * Redirects are not followed. Rejects with what went wrong, in words.
 */
export function httpExchange({ method, url, headers, body }: HttpAsk, signal: AbortSignal): Promise<HttpAnswer> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(new Error(wordsFor(error, signal)));
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = send(url, { method, headers: { ...headers, ...length, connection: 'close' }, agent: false, signal }, (response) => {
      read(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text, tookMs: performance.now() - from }), fail);
    });
    request.once('error', fail);
    request.end(body ?? undefined);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    if (bytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - bytes));
    bytes += chunk.length;
  }
  return Buffer.concat(kept).toString();
}

function wordsFor(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'no answer in time';
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ECONNREFUSED') return 'it refuses connections';
  if (code === 'ECONNRESET') return 'the connection was cut';
  return error instanceof Error && error.message !== '' ? error.message : String(code ?? error);
}
