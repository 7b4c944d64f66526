import { describe, expect, it } from 'vitest';
import { emptyCounter } from '../../../src/proxy/toxic-counter.ts';
import { http } from '../../../src/proxy/toxics/http.ts';
import { ManualScheduler, RecordingSink, stageUnderTest } from './manual-scheduler.ts';

/** Both ways of a connection whose GET requests meet a 503. */
function connection() {
  const scheduler = new ManualScheduler();
  const toServer = new RecordingSink(() => scheduler.now());
  const toClient = new RecordingSink(() => scheduler.now());
  const common = { scheduler, shared: new Map<string, object>(), counter: emptyCounter() };
  const attributes = { method: 'GET,POST', status: 503, truncate: -1 };
  const request = stageUnderTest(http, attributes, { ...common, next: toServer, direction: 'upstream' });
  const response = stageUnderTest(http, attributes, { ...common, next: toClient, direction: 'downstream' });
  return {
    toServer,
    toClient,
    request,
    send: (text: string) => request.push(Buffer.from(text)),
    answer: (text: string) => response.push(Buffer.from(text)),
  };
}

const CONNECT = 'CONNECT api:80 HTTP/1.1\r\nHost: api:80\r\n\r\n';
const INNER = 'GET /inner HTTP/1.1\r\nHost: api\r\n\r\n';

describe('the http toxic', () => {
  it('leaves what goes through a tunnel alone, both ways', () => {
    const { send, answer, toServer, toClient } = connection();
    send(CONNECT);
    answer('HTTP/1.1 200 Connection established\r\n\r\n');
    send(INNER);
    answer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    expect(toServer.text()).toBe(CONNECT + INNER);
    expect(toClient.text()).toContain('ok');
  });

  it('lets go of a beginning that it held when the connection turns out to be a tunnel', () => {
    const { send, answer, toServer } = connection();
    send(CONNECT);
    send('GET /in');
    expect(toServer.text()).toBe(CONNECT);
    answer('HTTP/1.1 200 OK\r\n\r\n');
    expect(toServer.text()).toBe(`${CONNECT}GET /in`);
  });

  it('goes on with requests where the tunnel was refused', () => {
    const { send, answer, toServer } = connection();
    send(CONNECT);
    answer('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    send(INNER);
    expect(toServer.text()).toBe(CONNECT);
  });

  it.each(['HELLO', 'EHLO example.com\r\n', 'QUIT\r\n', 'GET key\r\n', 'SELECT a FROM b\n'])('holds nothing back of %j', (text) => {
    const { send, toServer } = connection();
    send(text);
    expect(toServer.text()).toBe(text);
  });

  it.each(['G', 'GET', 'PROPFIND ', 'XYZZY /', 'GET / HTTP/1.1\r', 'GET / HTTP/1.1\r\nHost'])('waits for the rest of %j', (text) => {
    const { send, request, toServer } = connection();
    send(text);
    expect([toServer.bytes, request.held]).toEqual([0, text.length]);
  });

  it('answers a client that waits to be told to send its body', () => {
    const { send, toServer, toClient } = connection();
    send('POST /up HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
    expect(toClient.text()).toMatch(/^HTTP\/1\.1 503 Injected\r\n(?:.*\r\n)*Connection: close\r\n/);
    expect(toClient.ended).toBe('full');
    send('hello');
    expect(toServer.bytes).toBe(0);
    expect(toClient.chunks).toHaveLength(1);
  });
});
