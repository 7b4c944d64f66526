import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseParser, type ParseState } from '../../../../src/load/engine/http1/response-parser.ts';

const LIMITS = { maxHeadBytes: 512, maxBodyBytes: 2048 };

const RESPONSES = [
  'HTTP/1.1 200 OK\r\nServer: nginx/1.25.3\r\nContent-Type: text/html\r\nContent-Length: 14\r\nConnection: keep-alive\r\n\r\n<p>hello</p>\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n6\r\nhello \r\n5;ext=1\r\nworld\r\n0\r\nX-Sum: 11\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n',
  'HTTP/1.0 301 Moved\r\nLocation: /\r\n\r\nuntil the end',
].map((text) => Buffer.from(text, 'latin1'));

interface Reading {
  readonly state: ParseState;
  readonly status: number;
  readonly why: string | null;
}

/** Feeds the bytes in pieces that end at `cuts`, then ends the stream. */
function read(bytes: Uint8Array, cuts: readonly number[]): Reading {
  const parser = new ResponseParser(LIMITS);
  parser.expect(false);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  let state: ParseState = 'more';
  let from = 0;
  for (const to of [...ends, bytes.length]) {
    if (state === 'more' || to === from) state = parser.feed(bytes, from, to);
    from = to;
  }
  if (state === 'more') state = parser.end();
  return { state, status: parser.head.status, why: parser.malformation };
}

const cuts = fc.array(fc.nat(400), { maxLength: 12 });
const mutation = fc.record({ at: fc.nat(400), remove: fc.nat(6), insert: fc.uint8Array({ maxLength: 6 }) });
const mutated = fc.tuple(fc.constantFrom(...RESPONSES), fc.array(mutation, { minLength: 1, maxLength: 5 })).map(([response, mutations]) =>
  mutations.reduce<Buffer>((bytes, { at, remove, insert }) => {
    const from = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
  }, response),
);

test('any bytes at all end in a response or in a reason, never in a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), cuts, (bytes, at) => {
      const { state, why } = read(bytes, at);
      expect(state).not.toBe('more');
      expect(why === null).toBe(state === 'complete');
    }),
    { numRuns: 3000 },
  );
});

test('mutated real responses likewise', () => {
  fc.assert(
    fc.property(mutated, cuts, (bytes, at) => {
      const { state, why } = read(bytes, at);
      expect(state).not.toBe('more');
      expect(why === null).toBe(state === 'complete');
    }),
    { numRuns: 10_000 },
  );
});

test('where the reads are cut makes no difference, as long as no read brings more than the response', () => {
  fc.assert(
    fc.property(fc.constantFrom(...RESPONSES), cuts, (bytes, at) => {
      expect(read(bytes, at)).toEqual(read(bytes, []));
    }),
    { numRuns: 2000 },
  );
});

test('the memory it holds is bounded by the head limit, however long the input', () => {
  const parser = new ResponseParser(LIMITS);
  parser.expect(false);
  const piece = Buffer.from(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(400)}`);
  expect(parser.feed(piece, 0, piece.length)).toBe('more');
  for (let i = 0; i < 1000; i++) expect(parser.feed(piece, 30, piece.length)).toBe('malformed');
});
