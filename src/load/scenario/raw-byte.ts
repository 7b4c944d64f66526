/** Where a header is no UTF-8, each of its bytes beyond ASCII stands in its text as half a surrogate pair, which no text has by itself. */
const RAW_BYTES = 0xdc00;

/** @param byte 0x80 … 0xff */
export function rawByte(byte: number): string {
  return String.fromCharCode(RAW_BYTES + byte);
}

/** The byte that a character of a header's text stands for; `null`: it is a character. */
export function byteOf(character: string): number | null {
  const byte = character.charCodeAt(0) - RAW_BYTES;
  return character.length === 1 && byte >= 0x80 && byte <= 0xff ? byte : null;
}
