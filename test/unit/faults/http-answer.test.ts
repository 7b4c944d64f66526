import { describe, expect, it } from 'vitest';
import { parseHttpAnswer } from '../../../src/faults/drivers/edge-proof/http-answer.ts';

const parse = (text: string) => parseHttpAnswer(Buffer.from(text, 'latin1'));

describe('an HTTP answer from the wire', () => {
  it('is taken apart, interim ones left out', () => {
    const answer = parse('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Nope\r\nRetry-After: 5\r\nX: a:b\r\n\r\nbody');
    expect(answer).toMatchObject({ status: 503, body: Buffer.from('body') });
    expect([...(answer?.headers ?? [])]).toEqual([
      ['retry-after', '5'],
      ['x', 'a:b'],
    ]);
  });

  it.each(['', 'HTTP/1.1 200 OK\r\nHalf: a', '+PONG\r\n\r\n', 'HTTP/2 200\r\n\r\n'])('is none in %j', (text) => {
    expect(parse(text)).toBeNull();
  });
});
