import { byteOf, rawByte } from '../scenario/raw-byte.ts';

const BEYOND_ASCII = /[^\x00-\x7f]/u;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a header that came as bytes, one in each character (what Node calls latin1): UTF-8, as almost all that is not ASCII is. Of
 * other bytes every one is kept, so that what a server gave goes back to it as it came.
 */
export function headerText(bytes: string): string {
  if (!BEYOND_ASCII.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes.replaceAll(/[\x80-\xff]/gu, (byte) => rawByte(byte.charCodeAt(0)));
  }
}

/** The bytes of a header's text, one in each character: what `headerText` was made of. */
export function headerBytes(text: string): string {
  return BEYOND_ASCII.test(text) ? text.replaceAll(/[^\x00-\x7f]/gu, bytesOf) : text;
}

function bytesOf(character: string): string {
  const byte = byteOf(character);
  return byte === null ? Buffer.from(character).toString('latin1') : String.fromCharCode(byte);
}
