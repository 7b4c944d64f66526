import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpFramer } from '../../../src/proxy/http/http-framer.ts';
import { parseStatus, responseFraming } from '../../../src/proxy/http/http-framing.ts';

const RESPONSES = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1A;ext=1\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\r\n\n\r\n0\r\nTrailer: x\r\n\r\n',
  'HTTP/1.1 404 Not Found\r\nX: HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
];

function frame(parts: readonly string[]): { heads: string[]; bytes: string; ended: number; raw: string } {
  const seen = { heads: [] as string[], bytes: '', ended: 0, raw: '' };
  const framer = new HttpFramer((start) => start.startsWith('H'), {
    onHead: (raw, head) => {
      const status = parseStatus(head.startLine);
      if (status === null) return null;
      seen.heads.push(head.startLine);
      seen.bytes += raw.toString('latin1');
      return responseFraming(head, status, 'GET');
    },
    onBody: (raw) => void (seen.bytes += raw.toString('latin1')),
    onMessageEnd: () => void (seen.ended += 1),
    onRaw: (raw) => {
      seen.bytes += raw.toString('latin1');
      seen.raw += raw.toString('latin1');
    },
  });
  for (const part of parts) framer.push(Buffer.from(part, 'latin1'));
  seen.bytes += framer.takeUnfinished()?.toString('latin1') ?? '';
  return seen;
}

/** The text cut at the places given. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [0, ...places.map((place) => place % text.length).sort((a, b) => a - b), text.length];
  return at.slice(1).map((to, index) => text.slice(at[index], to));
}

describe('HttpFramer', () => {
  it('finds the same messages and passes every byte on, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...RESPONSES), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (messages, places) => {
          const text = messages.join('');
          const seen = frame(cut(text, places));
          expect(seen.bytes).toBe(text);
          expect(seen.raw).toBe('');
          expect(seen.ended).toBe(messages.length);
          expect(seen.heads).toEqual(messages.map((message) => message.slice(0, message.indexOf('\r\n'))));
        },
      ),
    );
  });

  it('holds nothing back that is not HTTP', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1, unit: 'binary-ascii' }).filter((text) => !text.startsWith('H')),
          { maxLength: 10 },
        ),
        (parts) => {
          const seen = frame(parts);
          expect(seen.raw).toBe(parts.join(''));
        },
      ),
    );
  });

  it('gives up on a head that never ends', () => {
    const text = `HTTP/1.1 200 OK\r\n${'x'.repeat(70_000)}`;
    expect(frame([text]).raw).toBe(text);
  });
});
