import { CR, hexDigit, LF } from './ascii.ts';
import type { ResponseSink } from '../kept-response.ts';
import type { Malformation } from './malformation.ts';

const SIZE = 0;
const EXTENSION = 1;
const DATA = 2;
const DATA_CR = 3;
const DATA_LF = 4;
const TRAILER_START = 5;
const TRAILER = 6;
const TRAILER_CR = 7;

/** A chunked body (RFC 9112, 7.1) read over piece by piece; nothing of it is kept. */
export class ChunkedBody {
  #state = SIZE;
  #size = 0;
  #digits = 0;
  /** Bytes of data announced by the chunks so far. */
  dataBytes = 0;
  /** Of those, what has come. */
  receivedBytes = 0;
  /** Bytes of sizes, extensions and trailers so far. */
  framingBytes = 0;
  malformed: Malformation | null = null;
  done = false;

  reset(): void {
    this.#state = SIZE;
    this.#size = 0;
    this.#digits = 0;
    this.dataBytes = 0;
    this.receivedBytes = 0;
    this.framingBytes = 0;
    this.malformed = null;
    this.done = false;
  }

  /** Reads `bytes[from … to)`; returns the position after what belongs to this body. Stops at its end or at the first fault. */
  read(bytes: Uint8Array, from: number, to: number, sink: ResponseSink | null): number {
    let i = from;
    while (i < to && !this.done && this.malformed === null) {
      if (this.#state === DATA) {
        const taken = Math.min(this.#size, to - i);
        this.#size -= taken;
        this.receivedBytes += taken;
        sink?.onBody(bytes, i, i + taken);
        i += taken;
        if (this.#size === 0) this.#state = DATA_CR;
      } else {
        this.#framing(bytes[i] ?? 0);
        i++;
      }
    }
    return i;
  }

  #framing(byte: number): void {
    this.framingBytes++;
    switch (this.#state) {
      case SIZE:
        return this.#sizeByte(byte);
      case EXTENSION:
        if (byte === LF) this.#endOfSize();
        return;
      case DATA_CR:
        if (byte === LF) this.#beginSize();
        else if (byte === CR) this.#state = DATA_LF;
        else this.malformed = 'bad-chunk';
        return;
      case DATA_LF:
        if (byte === LF) this.#beginSize();
        else this.malformed = 'bad-chunk';
        return;
      case TRAILER_START:
        if (byte === LF) this.done = true;
        else this.#state = byte === CR ? TRAILER_CR : TRAILER;
        return;
      case TRAILER_CR:
        if (byte === LF) this.done = true;
        else this.malformed = 'bad-chunk';
        return;
      default:
        if (byte === LF) this.#state = TRAILER_START;
    }
  }

  #sizeByte(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#size = this.#size * 16 + digit;
      // Twelve hexadecimal digits are 256 TiB, and still an exact integer.
      if (++this.#digits > 12) this.malformed = 'bad-chunk';
    } else if (this.#digits === 0) this.malformed = 'bad-chunk';
    else if (byte === LF) this.#endOfSize();
    else if (byte === CR || byte === 59 || byte === 32 || byte === 9) this.#state = EXTENSION;
    else this.malformed = 'bad-chunk';
  }

  #endOfSize(): void {
    this.dataBytes += this.#size;
    this.#state = this.#size === 0 ? TRAILER_START : DATA;
  }

  #beginSize(): void {
    this.#state = SIZE;
    this.#size = 0;
    this.#digits = 0;
  }
}
