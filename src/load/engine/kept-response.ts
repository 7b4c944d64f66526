import { headerText } from './header-text.ts';

/** Where a transport puts what it keeps of one response. */
export interface ResponseSink {
  /** A 1xx ended: what was kept so far was not the response. */
  onInterim(): void;
  onHeader(bytes: Uint8Array, nameFrom: number, nameTo: number, valueFrom: number, valueTo: number): void;
  onBody(bytes: Uint8Array, from: number, to: number): void;
}

const FIRST_CAPACITY = 1024;

/** The headers of a response and the beginning of its body, for checks and extractions. Only requests that ask for it pay for it. */
export class KeptResponse implements ResponseSink {
  readonly #maxBodyBytes: number;
  #body = new Uint8Array(0);
  #length = 0;
  /** Names in lower case, in the order of the wire; a name may come several times. */
  headers: [name: string, value: string][] = [];
  /** The body went on beyond what was asked for. */
  truncated = false;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  get body(): Uint8Array {
    return this.#body.subarray(0, this.#length);
  }

  /** The first value of a header, or `null`. */
  header(name: string): string | null {
    const wanted = name.toLowerCase();
    return this.headers.find(([each]) => each === wanted)?.[1] ?? null;
  }

  onInterim(): void {
    this.headers = [];
  }

  onHeader(bytes: Uint8Array, nameFrom: number, nameTo: number, valueFrom: number, valueTo: number): void {
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.addHeader(line.toString('latin1', nameFrom, nameTo), line.toString('latin1', valueFrom, valueTo));
  }

  /** @param value a byte in each character */
  addHeader(name: string, value: string): void {
    this.headers.push([name.toLowerCase(), headerText(value)]);
  }

  onBody(bytes: Uint8Array, from: number, to: number): void {
    const room = this.#maxBodyBytes - this.#length;
    const end = Math.min(to, from + room);
    if (end < to) this.truncated = true;
    const needed = this.#length + end - from;
    if (needed > this.#body.length) {
      const grown = new Uint8Array(Math.max(FIRST_CAPACITY, needed, Math.min(this.#body.length * 2, this.#maxBodyBytes)));
      grown.set(this.#body.subarray(0, this.#length));
      this.#body = grown;
    }
    this.#body.set(bytes.subarray(from, end), this.#length);
    this.#length = needed;
  }
}
