import { describe, expect, it } from 'vitest';
import { lookAtHttp } from '../../../src/faults/drivers/edge-proof/look-at-http.ts';
import type { EdgeProbe } from '../../../src/faults/drivers/edge-proof/edge-probe.ts';
import type { Answers } from '../../../src/faults/drivers/edge-proof/read-answers.ts';
import type { HttpSettings } from '../../../src/faults/fault-settings.ts';

const NOTHING: HttpSettings = {
  type: 'http',
  match: { methods: [], path: null, headers: {} },
  answer: null,
  delayMs: 0,
  truncateBytes: null,
  setHeaders: {},
  removeHeaders: [],
};

function answers(text: string, firstMs = 1, closeMs: number | null = 1): Answers {
  return {
    end: 'whole',
    bytes: Buffer.from(text),
    pieces: [text.length],
    bytesSent: 50,
    firstMs: text === '' ? null : firstMs,
    lastMs: firstMs,
    closeMs,
  };
}

async function look(settings: Partial<HttpSettings>, through: Answers, direct: Answers) {
  const never = (): never => {
    throw new Error('not asked for');
  };
  const probe: EdgeProbe = {
    label: 'e',
    protocol: { kind: 'http', path: '/' },
    through: never,
    direct: never,
    connectThrough: never,
    withheld: () => undefined,
    readThrough: async () => through,
    readDirect: async () => direct,
  };
  return (await lookAtHttp(probe, { ...NOTHING, ...settings }, AbortSignal.timeout(1_000))).hit;
}

const OK = answers('HTTP/1.1 200 OK\r\nETag: x\r\n\r\nhello world');
const answer = { status: 503, body: 'no', contentType: null };

describe('a look at an http fault', () => {
  it('sees an injected answer, and tells it from the server’s own', async () => {
    const injected = answers('HTTP/1.1 503 Injected\r\n\r\nno');
    expect(await look({ answer }, injected, OK)).toBe(true);
    expect(await look({ answer }, OK, OK)).toBe(false);
    expect(await look({ answer }, injected, answers('HTTP/1.1 503 Busy\r\n\r\nno'))).toBeNull();
    expect(await look({ answer }, answers('HTTP/1.1 503 Busy\r\n\r\nother'), OK)).toBe(false);
  });

  it('sees a late first byte, a cut body and changed headers', async () => {
    expect(await look({ delayMs: 100 }, answers('HTTP/1.1 200 OK\r\n\r\nx', 103), OK)).toBe(true);
    expect(await look({ delayMs: 100 }, answers('HTTP/1.1 200 OK\r\n\r\nx', 60), OK)).toBeNull();
    expect(await look({ delayMs: 100 }, OK, OK)).toBe(false);
    expect(await look({ truncateBytes: 5 }, answers('HTTP/1.1 200 OK\r\n\r\nhello'), OK)).toBe(true);
    expect(await look({ truncateBytes: 5 }, answers('HTTP/1.1 200 OK\r\n\r\nhello', 1, null), OK)).toBeNull();
    expect(await look({ truncateBytes: 5 }, OK, OK)).toBe(false);
    expect(await look({ truncateBytes: 50 }, OK, OK)).toBeNull();
    expect(await look({ setHeaders: { 'X-A': 'b' }, removeHeaders: ['ETag'] }, answers('HTTP/1.1 200 OK\r\nx-a: b\r\n\r\n'), OK)).toBe(
      true,
    );
    expect(await look({ removeHeaders: ['Via'] }, OK, OK)).toBeNull();
  });

  it('wants every effect that was asked for, and cannot tell where only some are there', async () => {
    const both = { delayMs: 100, setHeaders: { 'X-A': 'b' } };
    expect(await look(both, answers('HTTP/1.1 200 OK\r\nx-a: b\r\n\r\n', 101), OK)).toBe(true);
    expect(await look(both, answers('HTTP/1.1 200 OK\r\nx-a: b\r\n\r\n'), OK)).toBeNull();
    expect(await look(both, OK, OK)).toBe(false);
  });

  it('cannot tell without a whole answer on both sides', async () => {
    expect(await look({ answer }, answers(''), OK)).toBeNull();
    expect(await look({ answer }, OK, answers('not HTTP'))).toBeNull();
  });
});
