import { HttpClient } from 'toxiproxy-node-client/dist/HttpClient.js';
import type { HttpResponse } from 'toxiproxy-node-client/dist/HttpClient.js';
import { ToxiproxyCallError } from './toxiproxy-call-error.ts';

export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Sent with every call, so that an operator of a shared server can tell whose it is. */
  readonly headers: Readonly<Record<string, string>>;
  /** How a call gets there; by `fetch` when not given. */
  readonly send?: SendCall;
}

/** Carries one call to a server and its answer back. Rejects like `fetch`. */
export type SendCall = (
  url: string,
  call: { readonly method: string; readonly body: string | null; readonly headers: Readonly<Record<string, string>> },
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly text: string }>;

const throughFetch: SendCall = async (url, { method, body, headers }, signal) => {
  const response = await fetch(url, { method, headers, signal, ...(body === null ? {} : { body }) });
  return { status: response.status, text: await response.text() };
};

/**
 * The transport below toxiproxy-node-client. Its own (4.1.0) waits for minutes, drops what the server says of an error and why a
 * connection failed; the client takes its transport from a public field, so it is given this one.
 */
export class LimitedHttpClient extends HttpClient {
  readonly #limits: CallLimits;

  constructor(limits: CallLimits) {
    super();
    this.#limits = limits;
  }

  // T is what the client library declares the server to answer, here as in its own transport; what matters is compared afterwards.
  override async get<T>(url: string): Promise<HttpResponse<T>> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return { data: parse(await this.#call('GET', url), url) as T };
  }

  override async post<T>(url: string, body?: unknown): Promise<HttpResponse<T>> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return { data: parse(await this.#call('POST', url, body), url) as T };
  }

  override async delete(url: string): Promise<void> {
    await this.#call('DELETE', url);
  }

  override async getText(url: string): Promise<string> {
    return this.#call('GET', url);
  }

  async #call(method: string, url: string, body?: unknown): Promise<string> {
    const { timeoutMs, signal, headers, send = throughFetch } = this.#limits;
    const overdue = AbortSignal.timeout(timeoutMs);
    let answer: Awaited<ReturnType<SendCall>>;
    try {
      const sent = body === undefined ? null : JSON.stringify(body);
      const type = sent === null ? {} : { 'content-type': 'application/json' };
      answer = await send(url, { method, body: sent, headers: { ...headers, ...type } }, AbortSignal.any([signal, overdue]));
    } catch (error) {
      signal.throwIfAborted();
      if (overdue.aborted) throw new ToxiproxyCallError('wedged', `${method} got no answer within ${timeoutMs / 1_000} s`, url);
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new ToxiproxyCallError(isRefused(cause) ? 'gone' : 'lost', `${method} failed: ${reasonOf(cause)}`, url, null, error);
    }
    const { status, text } = answer;
    if (status < 200 || status > 299)
      throw new ToxiproxyCallError('refused', `${method}: ${serverMessage(text)} (status ${status})`, url, status);
    return text;
  }
}

/** The server's words: `{"error": "…"}`, also where it calls that text/plain. */
function serverMessage(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string') return body.error;
  } catch {
    // Not JSON: shown as it is.
  }
  return text.trim().slice(0, 500) || 'no message';
}

/** `cause`: `fetch failed` hides the reason one level down. */
function isRefused(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message !== '' ? cause.message : cause.name;
}

function parse(text: string, url: string): unknown {
  try {
    return JSON.parse(text === '' ? 'null' : text);
  } catch (error) {
    throw new ToxiproxyCallError('refused', 'the answer is not JSON: is this a Toxiproxy?', url, null, error);
  }
}
