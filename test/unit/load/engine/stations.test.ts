import { describe, expect, test } from 'vitest';
import { Exchange, type Carrier } from '../../../../src/load/engine/exchange.ts';
import { outOfTime } from '../../../../src/load/engine/out-of-time.ts';
import { LegTimes } from '../../../../src/load/engine/record/resolved-arrival.ts';
import { NO_REQUEST } from '../../../../src/load/engine/wire-request.ts';

const at = (stage: Carrier['stage']): Carrier => ({ stage, cancel: () => {} });
/** Dispatched at 0, connected in 30 + 20 µs after 10 of waiting, written at 65. */
function sentExchange(): Exchange {
  const exchange = new Exchange();
  exchange.start(0, 0);
  exchange.board(at('ready'), 10);
  Object.assign(exchange, { connectUs: 30, tlsUs: 20 });
  exchange.sent(60);
  Object.assign(exchange, { sendUs: 5, writtenUs: 65 });
  return exchange;
}

describe('where an exchange is stuck, and what it ends with', () => {
  const first = new Exchange();
  first.start(0, 0);
  const again = sentExchange();
  again.begin(NO_REQUEST);

  test.each([
    ['no connection yet', first, null, 'connect-timeout', 'waiting-for-connection'],
    ['connecting', first, 'connecting', 'connect-timeout', 'connecting'],
    ['shaking hands', first, 'tls-handshake', 'connect-timeout', 'tls-handshake'],
    ['redirected, or retried: no connection yet', again, null, 'connect-timeout', 'waiting-for-connection'],
    ['redirected, or retried: connecting', again, 'connecting', 'connect-timeout', 'connecting'],
    ['redirected, or retried: shaking hands', again, 'tls-handshake', 'connect-timeout', 'tls-handshake'],
    ['redirected, or retried: sending', again, 'ready', 'timeout', 'sending'],
    ['sent', sentExchange(), 'ready', 'timeout', 'no-first-byte'],
    ['half answered', Object.assign(sentExchange(), { firstByteUs: 70 }), 'ready', 'timeout', 'unfinished'],
  ] as const)('%s', (_, exchange, stage, outcome, detail) => {
    exchange.carrier = stage === null ? null : at(stage);
    expect(outOfTime(exchange)).toEqual({ outcome, detail });
  });
});

test('what is spent on connecting after the first sending is not taken off the time before it', () => {
  const legs = new LegTimes();
  const exchange = sentExchange();
  exchange.begin(NO_REQUEST);
  Object.assign(exchange, { connectUs: 40, tlsUs: 200 });
  exchange.sent(400);
  Object.assign(exchange, { writtenUs: 410, firstByteUs: 450 });
  legs.read(exchange, 500);
  expect(legs).toMatchObject({ blocked: 10, connect: 40, tls: 200, wait: 40, receive: 50 });
});

test('what never was sent was blocked but for its connecting', () => {
  const legs = new LegTimes();
  const exchange = new Exchange();
  exchange.start(0, 0);
  exchange.connectUs = 30;
  legs.read(exchange, 100);
  expect(legs).toMatchObject({ blocked: 70, connect: 30, tls: -1, wait: -1 });
});
