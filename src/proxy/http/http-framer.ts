import { ChunkedScanner } from './chunked-scanner.ts';
import type { HttpHead } from './http-head.ts';
import { parseHead } from './http-head.ts';
import type { BodyFraming } from './http-framing.ts';

/** What servers take at most, and more. */
const LONGEST_HEAD = 64 * 1024;

/** Of its first line, where servers take more only for good reason. */
const LONGEST_LINE = 8 * 1024;

export interface FramerHandler {
  /** `raw` is the head as it came, blank line included. `null`: this is no message of the kind expected; it goes on as `onRaw`. */
  onHead(raw: Buffer, head: HttpHead): BodyFraming | null;
  /** Body bytes as they came, chunk sizes included. */
  onBody(raw: Buffer): void;
  onMessageEnd(): void;
  /** Bytes outside of any message. */
  onRaw(raw: Buffer): void;
}

/** Cuts one direction of an HTTP/1 connection into messages. What does not look like HTTP goes on as it is, from chunk to chunk. */
export class HttpFramer {
  readonly #handler: FramerHandler;
  readonly #looksLikeHead: (start: string) => boolean;
  #head: Buffer | null = null;
  #body: BodyFraming | null = null;
  #left = 0;
  #scanner = new ChunkedScanner();

  /** `looksLikeHead` decides on the first bytes, however few and 8 KiB at most, whether to wait for a whole head. */
  constructor(looksLikeHead: (start: string) => boolean, handler: FramerHandler) {
    this.#looksLikeHead = looksLikeHead;
    this.#handler = handler;
  }

  /** Bytes of a head that is not whole as yet. */
  get held(): number {
    return this.#head?.length ?? 0;
  }

  get isInMessage(): boolean {
    return this.#body !== null;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) at = this.#body === null ? this.#pushHead(chunk, at) : this.#pushBody(chunk, at, this.#body);
  }

  /** The bytes of an unfinished head, which the framer forgets. */
  takeUnfinished(): Buffer | null {
    const head = this.#head;
    this.#head = null;
    return head;
  }

  /** Returns where to go on. */
  #pushHead(chunk: Buffer, from: number): number {
    const before = this.#head?.length ?? 0;
    const head = this.#head === null ? chunk.subarray(from) : Buffer.concat([this.#head, chunk.subarray(from)]);
    const end = head.indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (end < 0) {
      const isHopeful = head.length <= LONGEST_HEAD && this.#looksLikeHead(head.toString('latin1', 0, LONGEST_LINE));
      this.#head = isHopeful ? head : null;
      if (!isHopeful) this.#handler.onRaw(head);
      return chunk.length;
    }
    this.#head = null;
    const raw = head.subarray(0, end + 4);
    const text = raw.toString('latin1');
    const parsed = this.#looksLikeHead(text.slice(0, LONGEST_LINE)) ? parseHead(text) : null;
    const body = parsed === null ? null : this.#handler.onHead(raw, parsed);
    if (body === null) {
      this.#handler.onRaw(head);
      return chunk.length;
    }
    this.#begin(body);
    return from + end + 4 - before;
  }

  #begin(body: BodyFraming): void {
    this.#body = body;
    this.#left = body.kind === 'length' ? body.bytes : Infinity;
    this.#scanner = new ChunkedScanner();
    if (this.#left === 0) this.#finish();
  }

  #pushBody(chunk: Buffer, from: number, body: BodyFraming): number {
    if (body.kind === 'raw') {
      this.#handler.onRaw(chunk.subarray(from));
      return chunk.length;
    }
    if (body.kind === 'chunked') {
      const { to, done } = this.#scanner.scan(chunk, from);
      this.#handler.onBody(chunk.subarray(from, to));
      if (done) this.#finish();
      return to;
    }
    const to = Math.min(chunk.length, from + this.#left);
    this.#left -= to - from;
    this.#handler.onBody(chunk.subarray(from, to));
    if (this.#left === 0) this.#finish();
    return to;
  }

  #finish(): void {
    this.#body = null;
    this.#handler.onMessageEnd();
  }
}
