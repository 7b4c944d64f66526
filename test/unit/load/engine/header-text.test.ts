import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerBytes, headerText } from '../../../../src/load/engine/header-text.ts';
import { KeptResponse } from '../../../../src/load/engine/kept-response.ts';
import { http1Bytes } from '../../../../src/load/engine/request-bytes.ts';
import { inUrl } from '../../../../src/load/scenario/escapes.ts';

/** As the raw path keeps it, and sends it in its next request. */
function roundTrip(value: Buffer): { readonly text: string; readonly sent: Buffer } {
  const kept = new KeptResponse(0);
  const line = Buffer.concat([Buffer.from('X-Name: '), value]);
  kept.onHeader(line, 0, 6, 8, line.length);
  const text = kept.header('x-name') ?? '';
  const head = Buffer.from(http1Bytes('GET', '/', [['a', text]], new Uint8Array(0)));
  return { text, sent: head.subarray('GET / HTTP/1.1\r\na: '.length, -4) };
}

test.each([
  ['c3a9', 'é'],
  ['7461c3a969', 'taéi'],
  ['f09f9880', '😀'],
  ['efbbbf61', '\uFEFFa'],
])('a header of the bytes %s is the text %s, and goes back as those bytes', (hex, text) => {
  expect(roundTrip(Buffer.from(hex, 'hex'))).toEqual({ text, sent: Buffer.from(hex, 'hex') });
});

test('bytes that are no UTF-8 go back as they came: those of Latin-1, of Windows, of half a character', () => {
  for (const hex of ['e9', '80', '9f', '61ff62', 'c3', 'eda080', 'c3a9e9'])
    expect(roundTrip(Buffer.from(hex, 'hex')).sent.toString('hex')).toBe(hex);
});

test('in a URL they are the same bytes', () => {
  expect(['c3a9', 'e9', '61ff62'].map((hex) => inUrl(roundTrip(Buffer.from(hex, 'hex')).text))).toEqual(['%C3%A9', '%E9', 'a%FFb']);
});

test('whatever bytes came go back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(roundTrip(Buffer.from(bytes)).sent).toEqual(Buffer.from(bytes));
    }),
  );
});

test('any text goes out as its UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(Buffer.from(headerBytes(text), 'latin1')).toEqual(Buffer.from(text));
      expect(headerText(headerBytes(text))).toBe(text);
    }),
  );
});
