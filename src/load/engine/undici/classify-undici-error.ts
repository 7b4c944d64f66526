import { ConnectFailure } from '../connect/connect-failure.ts';
import { classifyFailure } from '../connect/classify-failure.ts';
import type { Outcome } from '../../load-driver.ts';

export interface UndiciFailure {
  readonly outcome: Outcome;
  readonly detail: string;
}

/** Errors of undici and Node's HTTP/2 that tell of a broken response, in our words where we have one. */
const BROKEN: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_OVERFLOW: 'head-too-large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut-short',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'body-too-large',
  ERR_HTTP2_ERROR: 'not-http2',
};

/** undici did not take the request: the system under test knows nothing of it. */
const NOT_SENT = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']);

/** The peer closed, in an orderly way or nearly. */
const CLOSED = new Set(['UND_ERR_SOCKET', 'UND_ERR_INFO']);

/**
 * What became of a request that undici gave up: in the same words as on the raw path.
 *
 * @param begun something of its response had arrived
 * @param reused its connection had answered another request before
 */
export function classifyUndiciError(error: unknown, begun: boolean, reused: boolean): UndiciFailure {
  if (error instanceof ConnectFailure) return { outcome: error.outcome, detail: error.detail };
  const code = codeOf(error);
  if (NOT_SENT.has(code)) return { outcome: 'dropped', detail: 'unsendable-request' };
  // Its code is the parser's, or none.
  const broken = error instanceof Error && error.name === 'HTTPParserError' ? 'not-http' : BROKEN[code];
  if (broken !== undefined) return { outcome: 'malformed', detail: broken };
  const outcome = classifyFailure(begun ? 'mid-response' : 'no-byte-yet', CLOSED.has(code) ? null : code, reused);
  return { outcome, detail: outcome === 'malformed' ? 'cut-short' : CLOSED.has(code) ? 'closed' : code };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
