/** One request, ready to go: as HTTP/1.1 bytes for the raw path, and in parts for other protocols. Made once, sent many times. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** All of them, `Host` and `Content-Length` included, in the order of the wire. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
  /** Head and body for HTTP/1.1. A Buffer where it is sent: sockets take any array, and wrap others in one each time. */
  readonly bytes: Uint8Array;
  /** Its response has no body, whatever it announces. */
  readonly isHead: boolean;
  /** May be sent again when a reused connection turns out closed. */
  readonly idempotent: boolean;
  /** What of the response a check or an extraction needs; `null`, the cheap way: nothing but its status. */
  readonly keep: KeepNeeds | null;
  /** Of its `Cookie`, what a virtual user's jar gave, at its end: at another URL the jar gives other cookies. `null`: nothing. */
  readonly jarCookies: string | null;
}

/** Headers are kept, and this much of the body; the rest is read and forgotten. */
export interface KeepNeeds {
  readonly maxBodyBytes: number;
}

/** RFC 9110, 9.2.2: sent twice they do no more than once. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method);
}

/** Of a request that came to a thread: its Buffer has become a plain array on the way, of which every write would make a Buffer again. */
export function afterClone(request: WireRequest): WireRequest {
  const { buffer, byteOffset, byteLength } = request.bytes;
  return { ...request, bytes: Buffer.from(buffer, byteOffset, byteLength) };
}

/** Stands where no request is set yet. */
export const NO_REQUEST: WireRequest = {
  method: 'GET',
  path: '/',
  headers: [],
  body: null,
  bytes: new Uint8Array(0),
  isHead: false,
  idempotent: false,
  keep: null,
  jarCookies: null,
};
