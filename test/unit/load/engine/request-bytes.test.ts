import { describe, expect, test } from 'vitest';
import type { UserError } from '../../../../src/errors/user-error.ts';
import { checkRequest } from '../../../../src/load/engine/check-request.ts';
import { wireRequest } from '../../../../src/load/engine/request-bytes.ts';
import { DEFAULT_TRANSPORT, type TransportSpec } from '../../../../src/manifest/transport-spec.ts';
import type { RequestSpec } from '../../../../src/manifest/load-spec.ts';

const marks = { run: 'r-1', userAgent: 'shakedown/1.2.3' };
const get: RequestSpec = { method: 'GET', url: 'http://127.0.0.1:8080/a?b=c#d', headers: {}, body: null };
const text = (request: RequestSpec): string => Buffer.from(wireRequest(request, new URL(request.url), marks).bytes).toString('utf8');

test('a bare GET', () => {
  expect(text(get)).toBe('GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: shakedown/1.2.3\r\nx-shakedown-run: r-1\r\n\r\n');
});

test('the length of a body is counted in bytes', () => {
  const request = text({ ...get, method: 'POST', body: '{"ä":1}' });
  expect(request).toContain('Content-Length: 8\r\n');
  expect(request.endsWith('\r\n\r\n{"ä":1}')).toBe(true);
});

test('a POST without a body says so', () => expect(text({ ...get, method: 'POST' })).toContain('Content-Length: 0\r\n'));

test('headers of the manifest replace ours, but not the marks of the run, which stand behind a User-Agent of its own', () => {
  const request = text({ ...get, headers: { host: 'shop.example', 'user-agent': 'Mobile/1', 'X-Shakedown-Run': 'x', accept: '*/*' } });
  expect(request).toContain('host: shop.example\r\n');
  expect(request).not.toContain('Host: 127');
  expect(request).toContain('accept: */*\r\n');
  expect(request).toContain('User-Agent: Mobile/1 shakedown/1.2.3\r\n');
  expect(request).toContain('x-shakedown-run: r-1\r\n');
  expect(request).not.toMatch(/user-agent|Shakedown-Run/);
});

test.each([
  ['user:p%40ss', 'user:p@ss'],
  ['user:50%off', 'user:50%off'],
  ['user:100%', 'user:100%'],
  ['us%C3%A9r:p\u00e9', 'us\xc3\xa9r:p\xc3\xa9'],
  ['user:%E9', 'user:\xe9'],
])('credentials in the URL become basic authorization: %s', (inUrl, bytes) => {
  expect(text({ ...get, url: `http://${inUrl}@127.0.0.1/` })).toContain(`Authorization: Basic ${btoa(bytes)}\r\n`);
});

describe('what cannot be sent is refused, with the place', () => {
  test.each([
    ['no URL', { ...get, url: '127.0.0.1:8080/x y' }],
    ['another protocol', { ...get, url: 'ftp://127.0.0.1/' }],
    ['port 0', { ...get, url: 'http://127.0.0.1:0/' }],
    ['a method with a space', { ...get, method: 'GET /' }],
    ['CONNECT', { ...get, method: 'CONNECT' }],
    ['a header name with a line break', { ...get, headers: { 'a\r\nb': 'c' } }],
    ['a header value with a line break', { ...get, headers: { a: 'c\r\nd: e' } }],
  ])('%s', (_, request) => {
    expect(() => checkRequest('checkout', request, DEFAULT_TRANSPORT)).toThrowError(refusal());
  });
});

describe('headers', () => {
  const [http2, proxied, unpacked] = [{ http: '2' }, { proxy: 'http://127.0.0.1:3128' }, { decompress: true }] as const;
  const check = (name: string, value: string, transport: Partial<TransportSpec>): unknown =>
    checkRequest('checkout', { ...get, headers: { [name]: value } }, { ...DEFAULT_TRANSPORT, ...transport });

  test.each([
    ['Keep-Alive', 'timeout=5', http2],
    ['keep-alive', 'timeout=5', proxied],
    ['Transfer-Encoding', 'chunked', unpacked],
    ['upgrade', 'h2c', unpacked],
    ['Expect', '100-continue', unpacked],
    ['Expect', '100-continue', http2],
    ['Connection', 'close', http2],
    ['Connection', 'close,', unpacked],
    ['Connection', 'keep-alive, x-hop', proxied],
    ['te', 'trailers', http2],
    ['Proxy-Connection', 'close', http2],
    ['HTTP2-Settings', 'x', http2],
  ])('%s: %s is refused where it could not be sent: %j', (name, value, transport) => {
    expect(() => check(name, value, transport)).toThrowError(refusal({ message: expect.stringContaining(name) }));
  });

  test.each(['Content-Length', 'transfer-encoding'])('%s says how long a body is, which is ours to know', (name) => {
    expect(() => check(name, '3', {})).toThrowError(refusal({ message: `the header ${name} is made from the body` }));
  });

  test.each([
    ['Keep-Alive', 'timeout=5', {}],
    ['Expect', '100-continue', {}],
    ['Connection', 'close', {}],
    ['Connection', 'Keep-Alive', unpacked],
    ['TE', 'trailers', unpacked],
    ['x-name', 'Zoë 王', http2],
  ])('%s: %s is not, where it can: %j', (name, value, transport) => {
    expect(check(name, value, transport)).toMatchObject({ socketPath: null });
  });
});

function refusal(parts: object = {}): UserError {
  return expect.objectContaining({
    name: 'UserError',
    exitCode: 2,
    where: 'load checkout',
    try: expect.any(String),
    ...parts,
  }) as UserError;
}
