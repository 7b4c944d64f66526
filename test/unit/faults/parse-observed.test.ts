import { describe, expect, it } from 'vitest';
import { parseAnswers, parseExchange } from '../../../src/faults/drivers/edge-proof/parse-observed.ts';

const EXCHANGE = { end: 'answered', ms: 201.5, bytesSent: 14, bytesReceived: 7 };
const ANSWERS = { end: 'whole', bytes: 'K1BPTkc=', pieces: [5], bytesSent: 14, firstMs: 1.5, lastMs: 0, closeMs: null };

describe('what an observer in another place says', () => {
  it('is an exchange as it was seen there', () => {
    expect(parseExchange({ ...EXCHANGE, more: 1 })).toEqual(EXCHANGE);
  });

  it('is answers, with their bytes', () => {
    expect(parseAnswers(ANSWERS)).toEqual({ ...ANSWERS, bytes: Buffer.from('+PONG') });
    expect(parseAnswers({ ...ANSWERS, firstMs: null, closeMs: 3 })).toMatchObject({ firstMs: null, closeMs: 3 });
  });

  it.each([null, 'answered', {}, { ...EXCHANGE, end: 'whole' }, { ...EXCHANGE, ms: null }, { ...EXCHANGE, ms: -1 }])(
    'is no exchange when it is %j',
    (said) => {
      expect(() => parseExchange(said)).toThrow('the observer answered with something else');
    },
  );

  it.each([
    {},
    EXCHANGE,
    { ...ANSWERS, end: 'closed' },
    { ...ANSWERS, bytes: 5 },
    { ...ANSWERS, pieces: ['5'] },
    { ...ANSWERS, lastMs: null },
  ])('is no answers when it is %j', (said) => {
    expect(() => parseAnswers(said)).toThrow('the observer answered with something else');
  });
});
