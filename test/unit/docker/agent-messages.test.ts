import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { jsonLine, parseAnswer, parseQuestion } from '../../../src/docker/agent/agent-messages.ts';

async function linesOf(text: string): Promise<string[]> {
  const stream = new PassThrough();
  stream.end(text);
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) lines.push(line);
  return lines;
}

describe('a message to or from an agent', () => {
  const text = 'one\u2028two\u2029three\nfour\r\u0085five';

  it('is one line, whatever is in it', async () => {
    const question = { id: 1, ask: 'api', method: 'POST', path: '/', body: text } as const;
    const answer = { id: 1, error: text };
    const lines = await linesOf(`${jsonLine(question)}${jsonLine(answer)}`);
    expect(lines).toHaveLength(2);
    expect(parseQuestion(lines[0] ?? '')).toEqual(question);
    expect(parseAnswer(lines[1] ?? '')).toEqual(answer);
  });
});
