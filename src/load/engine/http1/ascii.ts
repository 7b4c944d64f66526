export const CR = 13;
export const LF = 10;
export const SPACE = 32;
const TAB = 9;

/** Is `bytes[from … to)` the lower-case ASCII `word`, whatever its case on the wire? */
export function equalsIgnoringCase(bytes: Uint8Array, from: number, to: number, word: string): boolean {
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (lower(bytes[from + i] ?? 0) !== word.charCodeAt(i)) return false;
  return true;
}

/** Is the lower-case ASCII `token` one of the comma-separated tokens in `bytes[from … to)`? */
export function listHasToken(bytes: Uint8Array, from: number, to: number, token: string): boolean {
  let start = from;
  for (let i = from; i <= to; i++) {
    if (i < to && bytes[i] !== 44) continue;
    const first = skipBlanks(bytes, start, i);
    if (equalsIgnoringCase(bytes, first, trimBlanks(bytes, first, i), token)) return true;
    start = i + 1;
  }
  return false;
}

/** First position at or after `from` that is neither space nor tab. */
export function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && isBlank(bytes[i])) i++;
  return i;
}

/** End of `bytes[from … to)` without the spaces and tabs at its end. */
export function trimBlanks(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(bytes[end - 1])) end--;
  return end;
}

/** The value of a run of decimal digits, or -1 where it is anything else, empty, or beyond 15 digits. */
export function parseDigits(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 15) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** 0 … 15, or -1. */
export function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = lower(byte) - 97;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}
