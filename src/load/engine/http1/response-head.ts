import { equalsIgnoringCase, listHasToken, parseDigits, skipBlanks, SPACE, trimBlanks } from './ascii.ts';
import type { ResponseSink } from '../kept-response.ts';
import type { Malformation } from './malformation.ts';

const PREFIX = [72, 84, 84, 80, 47, 49, 46]; // HTTP/1.
const COLON = 58;

/** What the head of one response says about its framing; reused from response to response. */
export class ResponseHead {
  status = 0;
  /** -1: not given. */
  contentLength = -1;
  chunked = false;
  /** A transfer coding that is not chunked: the body ends with the connection. */
  untilClose = false;
  keepAlive = false;
  /** Takes every header; `null`: nobody asks for them. */
  sink: ResponseSink | null = null;

  reset(): void {
    this.status = 0;
    this.contentLength = -1;
    this.chunked = false;
    this.untilClose = false;
    this.keepAlive = false;
  }

  /** Could a status line begin like this? Tells garbage apart before its first line ends (if it ever does). */
  static mayBegin(bytes: Uint8Array, from: number, to: number): boolean {
    const end = Math.min(to, from + PREFIX.length);
    for (let i = from; i < end; i++) if (bytes[i] !== PREFIX[i - from]) return false;
    return true;
  }

  /** `HTTP/1.1 200 OK`, without its line end. */
  readStatusLine(bytes: Uint8Array, from: number, to: number): Malformation | null {
    if (to - from < 12 || !ResponseHead.mayBegin(bytes, from, to)) return 'not-http';
    const minor = parseDigits(bytes, from + 7, from + 8);
    const status = parseDigits(bytes, from + 9, from + 12);
    const ended = to === from + 12 || bytes[from + 12] === SPACE;
    if (minor < 0 || bytes[from + 8] !== SPACE || status < 100 || !ended) return 'bad-status-line';
    this.status = status;
    this.keepAlive = minor > 0;
    return null;
  }

  /** `name: value`, without its line end. Folded lines (obsolete since RFC 7230) are read over. */
  readHeader(bytes: Uint8Array, from: number, to: number): Malformation | null {
    if (skipBlanks(bytes, from, to) > from) return null;
    let colon = from;
    while (colon < to && bytes[colon] !== COLON) {
      const byte = bytes[colon] ?? 0;
      if (byte <= SPACE || byte >= 127) return 'bad-header';
      colon++;
    }
    if (colon === to || colon === from) return 'bad-header';
    const valueFrom = skipBlanks(bytes, colon + 1, to);
    const valueTo = trimBlanks(bytes, valueFrom, to);
    if (this.sink !== null) this.sink.onHeader(bytes, from, colon, valueFrom, valueTo);
    switch (colon - from) {
      case 10:
        if (equalsIgnoringCase(bytes, from, colon, 'connection')) this.#readConnection(bytes, valueFrom, valueTo);
        return null;
      case 14:
        return equalsIgnoringCase(bytes, from, colon, 'content-length') ? this.#readLength(bytes, valueFrom, valueTo) : null;
      case 17:
        if (equalsIgnoringCase(bytes, from, colon, 'transfer-encoding')) this.#readTransferEncoding(bytes, valueFrom, valueTo);
        return null;
      default:
        return null;
    }
  }

  #readConnection(bytes: Uint8Array, from: number, to: number): void {
    if (listHasToken(bytes, from, to, 'close')) this.keepAlive = false;
    else if (listHasToken(bytes, from, to, 'keep-alive')) this.keepAlive = true;
  }

  #readLength(bytes: Uint8Array, from: number, to: number): Malformation | null {
    const length = parseDigits(bytes, from, to);
    if (length < 0 || (this.contentLength >= 0 && this.contentLength !== length)) return 'bad-content-length';
    this.contentLength = length;
    return null;
  }

  /** RFC 9112, 6.3: chunked must be the last coding; with any other the response ends with the connection. */
  #readTransferEncoding(bytes: Uint8Array, from: number, to: number): void {
    let last = to;
    while (last > from && bytes[last - 1] !== 44) last--;
    this.chunked = equalsIgnoringCase(bytes, skipBlanks(bytes, last, to), to, 'chunked');
    this.untilClose = !this.chunked;
  }
}
