import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { redactEvents } from '../../../src/app/redact-events.ts';
import { redactJsonLines, redactStrings } from '../../../src/manifest/redact-strings.ts';
import { distinctSecrets } from '../../../src/manifest/secret-names.ts';
import { buildReport } from '../../../src/report/build-report.ts';
import { foldAll } from '../../fixtures/timelines/record-timeline.ts';
import { slowRedis } from '../../fixtures/timelines/slow-redis.ts';

const EVENTS = slowRedis();

/** Words and numbers of the log, keys and words of ours among them; not those of the histograms. */
function wordsOf(events: readonly RunEvent[]): ReadonlySet<string> {
  const lines = events.map((event) => JSON.stringify(event, (key, value: unknown) => (key === 'histogram' ? null : value)));
  return new Set(lines.join('\n').match(/[A-Za-z_-]{4,}|\d{6,}/gu));
}

describe('secrets', () => {
  test('leave an event whole, and the numbers of a run and its verdict as they are, whatever word one is', () => {
    const whole = buildReport(foldAll(EVENTS));
    const words = [...wordsOf(EVENTS.filter(({ type }, at) => type !== 'load-recorded' || at < 40))];
    while (words.length > 0) {
      const secrets = words.splice(0, 10);
      const report = buildReport(foldAll(EVENTS.map(redactEvents(secrets))));
      expect(Object.keys(report), String(secrets)).toEqual(Object.keys(whole));
      expect([report.verdict, report.exitCode, report.phases], String(secrets)).toEqual([whole.verdict, whole.exitCode, whole.phases]);
      expect(
        report.slos.map(({ verdict, value, n }) => [verdict, value, n]),
        String(secrets),
      ).toEqual(whole.slos.map(({ verdict, value, n }) => [verdict, value, n]));
      expect(
        report.load.map(({ offered, sent }) => [offered, sent]),
        String(secrets),
      ).toEqual(whole.load.map(({ offered, sent }) => [offered, sent]));
    }
  });

  test('are starred out of every text, lists and quotes included, and of no key, number or name', () => {
    const secrets = ['hunter"2', 'fault', '123456'];
    const told = {
      type: 'fault-held',
      fault: 'fault',
      message: 'a fault by hunter"2',
      manual: ['curl -u hunter"2'],
      n: 123456,
      fault2: 'fault',
    };
    expect(redactStrings({ ...told, faults: [{ id: 'fault', drawn: ['fault-1'], what: 'fault' }] }, secrets)).toEqual({
      ...told,
      message: 'a *** by ***',
      manual: ['curl -u ***'],
      fault2: '***',
      faults: [{ id: 'fault', drawn: ['fault-1'], what: '***' }],
    });
    expect(redactStrings('hunter"2', secrets)).toBe('***');
  });

  test('leave an event that holds none the object that it is', () => {
    const [event] = EVENTS;
    expect(event && redactStrings(event, ['nowhere-to-be-found'])).toBe(event);
  });

  test('are starred out of a torn line, too', () => {
    const lines = redactJsonLines('{"type":"a","true":true,"m":"true hunter\\"2"}\n{"m":"hunter\\"2', ['hunter"2', 'true']);
    expect(lines).toBe('{"type":"a","true":true,"m":"*** ***"}\n{"m":"***');
  });

  test('are no settings: true, false, null, and numbers of fewer than six digits', () => {
    const values = ['true', 'False', 'null', '3000', '-1.25', '99999', '+1234', '.1234'];
    expect(distinctSecrets([...values, '123456', '1234-5', '12ab', 'trueish', '1234 5'])).toEqual([
      'trueish',
      '123456',
      '1234-5',
      '1234 5',
      '12ab',
    ]);
  });
});
