import { expect, test } from 'vitest';
import { parseEventLine, parseEventLog, renderEventLine } from '../../../src/events/parse-event-line.ts';
import { recordTimeline, steady } from '../../fixtures/timelines/record-timeline.ts';

const EVENTS = recordTimeline({ arrivals: steady('baseline', 1000, 2000, 10) });
const LOG = EVENTS.map(renderEventLine).join('');

test('a log reads back as the events that were written', () => {
  expect(parseEventLog(LOG)).toEqual(EVENTS);
});

test('a log cut off anywhere reads as the events that are whole', () => {
  for (let cut = 0; cut < LOG.length; cut += 97) {
    const whole = LOG.slice(0, cut).split('\n').length - 1;
    const read = parseEventLog(LOG.slice(0, cut));
    expect(read).toEqual(EVENTS.slice(0, read.length));
    expect(read.length - whole).toBeLessThanOrEqual(1);
    expect(read.length).toBeGreaterThanOrEqual(whole);
  }
});

test('a line of a log has no character that ends a line for anybody', () => {
  const text = 'a\u2028b\u2029c';
  const line = renderEventLine({ v: 1, seq: 0, at: '', ms: 0, type: 'note-written', text });
  expect(line.trimEnd()).not.toMatch(/[\n\r\u2028\u2029]/u);
  expect(parseEventLine(line)).toMatchObject({ ok: true, event: { text } });
});

test('a broken line in the middle is no crash, and is named', () => {
  const lines = LOG.split('\n');
  expect(() => parseEventLog([...lines.slice(0, 2), '{"v":1,', ...lines.slice(2)].join('\n'))).toThrow('Line 3');
});

test.each(['null', '7', '{}', '{"v":2,"seq":0,"at":"","ms":0,"type":"x"}'])('%s is no event', (line) => {
  expect(parseEventLine(line)).toMatchObject({ ok: false, torn: false });
});
