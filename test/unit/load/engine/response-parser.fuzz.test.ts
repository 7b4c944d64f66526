import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../../src/random/create-random.ts';
import { KeptResponse } from '../../../../src/load/engine/kept-response.ts';
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

/** As servers in the wild answer: nginx, Apache, Express, IIS, Varnish, gunicorn, and some that are older than their standard. */
const REAL = [
  ...RESPONSES,
  ...[
    'HTTP/1.1 200 OK\r\nServer: nginx/1.27.0\r\nDate: Sat, 21 Nov 2026 14:00:00 GMT\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\nVary: Accept-Encoding\r\n\r\n1f\r\n{"id":1,"name":"caf\u00e9","ok":true}\r\n0\r\n\r\n',
    'HTTP/1.1 404 Not Found\r\nDate: Sat, 21 Nov 2026 14:00:00 GMT\r\nServer: Apache/2.4.62 (Debian)\r\nContent-Length: 9\r\nKeep-Alive: timeout=5, max=100\r\nConnection: Keep-Alive\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\nNot Found',
    'HTTP/1.1 304 Not Modified\r\nX-Powered-By: Express\r\nETag: W/"2-nOO9QiTIwXgNtWtBJezz8kv3SLc"\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n',
    'HTTP/1.1 500 Internal Server Error\r\nCache-Control: private\r\nServer: Microsoft-IIS/10.0\r\nX-AspNet-Version: 4.0.30319\r\nContent-Length: 3\r\n\r\nerr',
    'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nVia: 1.1 varnish (Varnish/7.5)\r\nAge: 0\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.0 200 OK\r\nServer: SimpleHTTP/0.6 Python/3.12\r\nContent-type: text/plain\r\n\r\nuntil the connection ends',
    'HTTP/1.1 200 OK\nServer: bare line feeds\nContent-Length: 2\n\nok',
    'HTTP/1.1 200 \r\nX-Folded: one\r\n two\r\nTransfer-Encoding: gzip, chunked\r\n\r\nA;q="x"\r\n0123456789\r\n0000\r\nX-Trailer: yes\r\n\r\n',
  ].map((text) => Buffer.from(text, 'latin1')),
];

test('100,000 mutations of real responses: always an end, never a throw, and no more kept than came', { timeout: 15_000 }, () => {
  const random = createRandom(20_261_121);
  const unsound: string[] = [];
  for (let i = 0; i < 100_000; i++) {
    const bytes = mutate(REAL[random.below(REAL.length)] ?? Buffer.alloc(0), random);
    const kept = new KeptResponse(1000);
    const parser = new ResponseParser(LIMITS);
    let state: ParseState = 'more';
    parser.expect(random.below(8) === 0, kept);
    for (let from = 0; from < bytes.length && state === 'more';) {
      const to = Math.min(bytes.length, from + 1 + random.below(120));
      state = parser.feed(bytes, from, to);
      from = to;
    }
    if (state === 'more') state = parser.end();
    const sound =
      state !== 'more' &&
      (parser.malformation === null) === (state === 'complete') &&
      (state !== 'complete' || (parser.head.status >= 200 && parser.head.status <= 999)) &&
      kept.body.length <= bytes.length;
    if (!sound) unsound.push(`input ${i} ended as ${state}, ${parser.malformation}: ${JSON.stringify(bytes.toString('latin1'))}`);
  }
  expect(unsound).toEqual([]);
});

/** One to four of: a byte changed, some removed, some doubled, some of our own put in, the rest of another response. */
function mutate(response: Buffer, random: Random): Buffer {
  let bytes = response;
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(bytes.length + 1);
    const length = random.below(12);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const piece = PIECES[random.below(PIECES.length)] ?? '';
    const changes = [
      () => Buffer.concat([before, Buffer.of(random.below(256)), after.subarray(1)]),
      () => Buffer.concat([before, after.subarray(length)]),
      () => Buffer.concat([before, after.subarray(0, length), after]),
      () => Buffer.concat([before, Buffer.from(piece, 'latin1'), after]),
      () => Buffer.concat([before, (REAL[random.below(REAL.length)] ?? before).subarray(random.below(200))]),
      () => before,
    ];
    bytes = changes[random.below(changes.length)]?.() ?? bytes;
  }
  return bytes;
}

const PIECES = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  ':',
  ' ',
  '\0',
  '0\r\n',
  'FFFFFFFFFFFFFFFF\r\n',
  '-1',
  '\u00ff',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
  'x'.repeat(600),
];
