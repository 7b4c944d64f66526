import { describe, expect, test } from 'vitest';
import { ResponseParser, type ParseState } from '../../../../src/load/engine/http1/response-parser.ts';

const LIMITS = { maxHeadBytes: 1024, maxBodyBytes: 4096 };

interface Reading {
  readonly state: ParseState;
  readonly status: number;
  readonly reusable: boolean;
  readonly why: string | null;
}

/** Reads `text` in pieces of `size` bytes; `closed`: the peer then ends the stream. */
function read(text: string, options: { size?: number; head?: boolean; closed?: boolean } = {}): Reading {
  const parser = new ResponseParser(LIMITS);
  parser.expect(options.head ?? false);
  const bytes = Buffer.from(text, 'latin1');
  const size = options.size ?? bytes.length;
  let state: ParseState = 'more';
  for (let from = 0; from < bytes.length && state !== 'malformed'; from += size) {
    state = parser.feed(bytes, from, Math.min(from + size, bytes.length));
  }
  if (options.closed === true && state === 'more') state = parser.end();
  return { state, status: parser.head.status, reusable: parser.reusable, why: parser.malformation };
}

const ok = (status: number, reusable = true): Reading => ({ state: 'complete', status, reusable, why: null });
const bad = (why: string): object => expect.objectContaining({ state: 'malformed', reusable: false, why });
const more = expect.objectContaining({ state: 'more' });

test.each([
  ['counted', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 5],
  ['until the end', 'HTTP/1.1 200 OK\r\n\r\nuntil the end', 13],
  ['chunked, without its framing', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x\r\nyou\r\n0\r\n\r\n', 8],
  ['that has not all come', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort', 5],
  ['chunked that has not all come', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort', 5],
  ['of an interim response, which has none', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 2],
])('counts the bytes of a body %s, in whatever pieces, and of each response anew', (_, text, bytes) => {
  for (const size of [1, 4, 1000]) {
    const parser = new ResponseParser(LIMITS);
    const all = Buffer.from(text, 'latin1');
    for (const round of [1, 2]) {
      parser.expect(false);
      for (let from = 0; from < all.length; from += size) parser.feed(all, from, Math.min(from + size, all.length));
      expect(parser.bodyReceived, `${round}, pieces of ${size}`).toBe(bytes);
    }
  }
});

describe.each([1, 2, 3, 7, 10_000])('in pieces of %i bytes', (size) => {
  test.each([
    ['a counted body', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', ok(200)],
    ['no body by length 0', 'HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n', ok(200)],
    ['a status without reason', 'HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n', ok(503)],
    ['204 without a length', 'HTTP/1.1 204 No Content\r\n\r\n', ok(204)],
    ['304 that announces the length it would have', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n', ok(304)],
    [
      'a chunked body',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1A;x="y"\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n',
      ok(200),
    ],
    ['trailers', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum: 1\r\nX-B: 2\r\n\r\n', ok(200)],
    [
      'interim responses',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx',
      ok(201),
    ],
    ['Connection: close', 'HTTP/1.1 200 OK\r\nConnection: Foo, Close\r\nContent-Length: 1\r\n\r\nx', ok(200, false)],
    ['HTTP/1.0, which closes', 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', ok(200, false)],
    ['HTTP/1.0 kept alive', 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx', ok(200)],
    ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nhi', ok(200)],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX-Long: a\r\n  b\r\nContent-Length: 0\r\n\r\n', ok(200)],
    ['the same length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx', ok(200)],
  ])('understands %s', (_, text, expected) => expect(read(text, { size })).toEqual(expected));

  test.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.6\r\n', 'not-http'],
    ['HTTP/2', 'HTTP/2 200 OK\r\n\r\n', 'not-http'],
    ['a status that is no number', 'HTTP/1.1 2x0 OK\r\n\r\n', 'bad-status-line'],
    ['a status below 100', 'HTTP/1.1 099 What\r\n\r\n', 'bad-status-line'],
    ['a header without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'bad-header'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n', 'bad-header'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n', 'bad-content-length'],
    ['two different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 'bad-content-length'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 'length-and-chunked'],
    ['a chunk size that is no number', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 'bad-chunk'],
    ['a chunk longer than its size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n', 'bad-chunk'],
    ['a switch of protocols nobody asked for', 'HTTP/1.1 101 Switching\r\n\r\n', 'unexpected-upgrade'],
    ['a head without end', `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(1000)}`, 'head-too-large'],
    ['a line without end', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(2000)}`, 'head-too-large'],
    ['interim responses without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000), 'head-too-large'],
    ['a body beyond the limit', 'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n', 'body-too-large'],
    ['an endless body', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(5000)}`, 'body-too-large'],
    ['chunks beyond the limit', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n', 'body-too-large'],
    ['more than was promised', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy', 'longer-than-promised'],
  ])('refuses %s', (_, text, why) => expect(read(text, { size })).toEqual(bad(why)));
});

test('a response to HEAD has no body, whatever it announces', () => {
  expect(read('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n', { head: true })).toEqual(ok(200));
  expect(read('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', { head: true })).toEqual(ok(200));
});

test('without a length the body ends with the connection, which is then used up', () => {
  expect(read('HTTP/1.1 200 OK\r\n\r\nhello')).toEqual(more);
  expect(read('HTTP/1.1 200 OK\r\n\r\nhello', { closed: true })).toEqual(ok(200, false));
  expect(read('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nzz', { closed: true })).toEqual(ok(200, false));
});

test.each([
  ['half a status line', 'HTTP/1.'],
  ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['a body shorter than promised', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort'],
  ['chunks without an end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
])('%s is cut short when the peer closes, and no end before', (_, text) => {
  expect(read(text)).toEqual(more);
  expect(read(text, { closed: true })).toEqual(bad('cut-short'));
});

test('tiny chunks are no attack', () => {
  expect(read(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(2000)}0\r\n\r\n`)).toEqual(ok(200));
});

test('one parser reads one response after another', () => {
  const parser = new ResponseParser(LIMITS);
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi');
  for (let i = 0; i < 3; i++) {
    parser.expect(false);
    expect(parser.begun).toBe(false);
    expect(parser.feed(bytes, 0, 30)).toBe('more');
    expect(parser.begun).toBe(true);
    expect(parser.feed(bytes, 30, bytes.length)).toBe('complete');
    expect(parser.reusable).toBe(true);
  }
});
