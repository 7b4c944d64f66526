const LF = 0x0a;
const CR = 0x0d;

/** Finds the end of a chunked body without taking it apart: chunks of `<hex>[;ext]CRLF data CRLF`, a last one of size 0, trailers, a blank line. */
export class ChunkedScanner {
  #state: 'size' | 'data' | 'trailer' = 'size';
  /** Data bytes and their CRLF still to come. */
  #left = 0;
  #line = '';

  /** How many bytes of `chunk`, from `from` on, belong to the body; `done` when it ended there. */
  scan(chunk: Buffer, from: number): { readonly to: number; readonly done: boolean } {
    let at = from;
    while (at < chunk.length) {
      if (this.#state === 'data') {
        const step = Math.min(this.#left, chunk.length - at);
        this.#left -= step;
        at += step;
        if (this.#left === 0) this.#state = 'size';
        continue;
      }
      const byte = chunk[at] ?? LF;
      at += 1;
      if (byte !== LF) {
        if (byte !== CR && this.#line.length < 32) this.#line += String.fromCharCode(byte);
        continue;
      }
      const line = this.#line;
      this.#line = '';
      if (this.#state === 'trailer') {
        if (line === '') return { to: at, done: true };
        continue;
      }
      const size = Number.parseInt(line, 16);
      // Not a size: the stream is broken, and nobody can say where it ends.
      this.#left = Number.isNaN(size) ? Infinity : size + 2;
      this.#state = size === 0 ? 'trailer' : 'data';
    }
    return { to: at, done: false };
  }
}
