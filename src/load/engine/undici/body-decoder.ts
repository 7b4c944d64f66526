import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { Transform } from 'node:stream';

/** What we can unpack, as `Accept-Encoding` says it. */
export const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

export interface DecoderListener {
  onDecoded(bytes: Uint8Array): void;
  onDecodedEnd(): void;
  /** The bytes are not what the response's `Content-Encoding` says. */
  onUndecodable(code: string): void;
  /** Go on sending after a `write` that returned false. */
  onDrain(): void;
}

/** Unpacks one response body. */
export class BodyDecoder {
  readonly #stream: Transform;

  constructor(stream: Transform, listener: DecoderListener) {
    this.#stream = stream;
    stream.on('data', (bytes: Buffer) => listener.onDecoded(bytes));
    stream.on('end', () => listener.onDecodedEnd());
    stream.on('drain', () => listener.onDrain());
    stream.on('error', (error: NodeJS.ErrnoException) => listener.onUndecodable(error.code ?? 'unknown'));
  }

  /** `null` where nothing is to be unpacked, or by a coding that we do not know: the body counts as it came. */
  static of(contentEncoding: string | undefined, listener: DecoderListener): BodyDecoder | null {
    const create = DECODERS[contentEncoding?.trim().toLowerCase() ?? ''];
    return create === undefined ? null : new BodyDecoder(create(), listener);
  }

  /** `false`: enough for now. */
  write(bytes: Uint8Array): boolean {
    return this.#stream.write(bytes);
  }

  end(): void {
    this.#stream.end();
  }

  destroy(): void {
    this.#stream.destroy();
  }
}
