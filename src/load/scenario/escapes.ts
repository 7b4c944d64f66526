import { byteOf } from './raw-byte.ts';

declare global {
  interface JSON {
    /** Of Node 21 and later: what `stringify` writes as it is. */
    rawJSON(text: string): object;
  }
}

/** As a value stands in plain text: texts as they are, lists and objects as JSON. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : asJson(value);
}

/** In a URL's path or query. */
export function inUrl(value: unknown): string {
  const text = plainText(value);
  return text.isWellFormed() ? encodeURIComponent(text) : Array.from(text, percentEncoded).join('');
}

function percentEncoded(character: string): string {
  const byte = byteOf(character);
  return byte === null ? encodeURIComponent(character.toWellFormed()) : `%${byte.toString(16).toUpperCase()}`;
}

/** In a form (`application/x-www-form-urlencoded`). */
export function inForm(value: unknown): string {
  return inUrl(value).replaceAll('%20', '+');
}

/** Within a text in JSON, whose quotes stand around it. */
export function inJsonText(value: unknown): string {
  return JSON.stringify(plainText(value)).slice(1, -1);
}

/** In place of a whole JSON value: numbers stay numbers. */
export function asJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value, typeof value === 'object' ? integersInFull : undefined) ?? 'null';
}

function integersInFull(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value;
}

/** In a header: what could end it, and begin another, becomes a space (RFC 9110, 5.5). */
export function inHeader(value: unknown): string {
  return plainText(value).replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f]/gu, ' ');
}
