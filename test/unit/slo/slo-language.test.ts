import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSloExpression } from '../../../src/slo/format-slo-expression.ts';
import { parseSloExpression } from '../../../src/slo/parse-slo-expression.ts';
import type { SloExpression } from '../../../src/slo/slo-expression.ts';

function parsed(text: string): SloExpression {
  const result = parseSloExpression(text);
  if (!result.ok) throw new Error(`${text}: ${result.message}`);
  return result.expression;
}

function problem(text: string): { message: string; at: string } {
  const result = parseSloExpression(text);
  if (result.ok) throw new Error(`${text} was accepted`);
  return { message: result.message, at: text.slice(result.offset, result.offset + result.length) };
}

describe('an SLO expression', () => {
  test.each<[string, SloExpression]>([
    [
      'p99(response_time) < 800ms',
      { metric: { kind: 'percentile', of: 'response_time', perTenThousand: 9900 }, comparison: '<', limit: { value: 800, unit: 'ms' } },
    ],
    [
      '  p99.9( service_time )<=1.5s ',
      { metric: { kind: 'percentile', of: 'service_time', perTenThousand: 9990 }, comparison: '<=', limit: { value: 1500, unit: 'ms' } },
    ],
    ['success_rate >= 99.9%', { metric: { kind: 'success_rate' }, comparison: '>=', limit: { value: 0.999, unit: 'ratio' } }],
    ['achieved_rate > 100/s', { metric: { kind: 'achieved_rate' }, comparison: '>', limit: { value: 100, unit: 'per_second' } }],
    ['achieved_rate >= 99%', { metric: { kind: 'achieved_rate' }, comparison: '>=', limit: { value: 0.99, unit: 'ratio' } }],
    ['dropped <= 0', { metric: { kind: 'dropped' }, comparison: '<=', limit: { value: 0, unit: 'count' } }],
    ['dropped < 1%', { metric: { kind: 'dropped' }, comparison: '<', limit: { value: 0.01, unit: 'ratio' } }],
    ['bytes < 2GiB', { metric: { kind: 'bytes' }, comparison: '<', limit: { value: 2 ** 31, unit: 'bytes' } }],
    ['bytes >= 1.5MB/s', { metric: { kind: 'bytes' }, comparison: '>=', limit: { value: 1_500_000, unit: 'bytes_per_second' } }],
    [
      'recovery_time < 10s',
      { metric: { kind: 'recovery_time', condition: null, holdMs: 10_000 }, comparison: '<', limit: { value: 10_000, unit: 'ms' } },
    ],
    [
      'recovery_time(hold = 3s) < 10s',
      { metric: { kind: 'recovery_time', condition: null, holdMs: 3000 }, comparison: '<', limit: { value: 10_000, unit: 'ms' } },
    ],
    [
      'recovery_time(success_rate >= 99%, hold=5s) < 4s',
      {
        metric: {
          kind: 'recovery_time',
          condition: { metric: { kind: 'success_rate' }, comparison: '>=', limit: { value: 0.99, unit: 'ratio' } },
          holdMs: 5000,
        },
        comparison: '<',
        limit: { value: 4000, unit: 'ms' },
      },
    ],
  ])('reads %s', (text, expression) => {
    expect(parsed(text)).toEqual(expression);
  });

  test.each<[string, string, RegExp]>([
    ['', '', /metric must come first/u],
    ['p99 < 800ms', 'p99', /p99\(response_time\)/u],
    ['p99(latency) < 800ms', 'latency', /did you mean `response_time`/u],
    ['p99(response_time < 800ms', '<', /`\)` must stand here/u],
    ['p999(response_time) < 1s', 'p999', /did you mean `p99\.9`/u],
    ['p100(response_time) < 1s', 'p100', /did you mean `max`/u],
    ['p99.999(response_time) < 1s', 'p99.999', /p99\.9/u],
    ['sucess_rate > 99%', 'sucess_rate', /did you mean `success_rate`/u],
    ['avg(response_time) < 1s', 'avg', /did you mean `mean`/u],
    ['success_rate(x) > 99%', '(', /takes nothing in brackets/u],
    ['success_rate = 99%', '=', /is not a comparison/u],
    ['success_rate => 99%', '=>', /did you mean `>=`/u],
    ['success_rate 99%', '99%', /comparison must follow `success_rate`/u],
    ['success_rate >=', '=', /limit must follow/u],
    ['success_rate >= 0.999', '0.999', /did you mean `99\.9%`/u],
    ['p99(response_time) < 800', '800', /did you mean `800ms`/u],
    ['p99(response_time) < 800 ms', '800', /did you mean `800ms`/u],
    ['p99(response_time) < 80%', '80%', /not a unit/u],
    ['success_rate >= 200/s', '200/s', /percentage/u],
    ['bytes > 500', '500', /did you mean `500B`/u],
    ['bytes > 5mb/s', '5mb/s', /did you mean `5MB\/s`/u],
    ['bytes > 9999999999999GB', '9999999999999GB', /too large a size/u],
    ['bytes(response) > 5MB', '(', /takes nothing in brackets/u],
    ['bytes_rate > 5MB/s', 'bytes_rate', /did you mean `bytes`/u],
    ['error_rate < 0%', '0%', /nothing can be less/u],
    ['success_rate > 100%', '100%', /nothing can be more/u],
    ['p99(response_time) < 1s for 5s', 'for 5s', /left over/u],
    ['recovery_time(success_rate > 99%, held=5s) < 9s', 'held', /did you mean `hold`/u],
    ['recovery_time(success_rate > 99%, hold=500ms) < 9s', '500ms', /whole seconds/u],
    ['recovery_time(recovery_time < 1s) < 9s', 'recovery_time', /cannot be the condition/u],
    ['recovery_time(mean(service_time) < 1s) < 9s', 'mean', /second by second/u],
  ])('refuses %j at %j', (text, at, message) => {
    const found = problem(text);
    expect(found.message).toMatch(message);
    expect(found.at).toBe(at);
  });

  test('parses what it prints, whatever it says', () => {
    fc.assert(
      fc.property(expressionText, (text) => {
        const expression = parsed(text);
        expect(parsed(formatSloExpression(expression))).toEqual(expression);
      }),
    );
  });

  test('never throws, and points into the text, whatever the text', () => {
    const pieces = fc.constantFrom(
      'p99',
      '(',
      ')',
      'response_time',
      '<',
      '>=',
      '5s',
      '99%',
      ',',
      'hold',
      '=',
      ' ',
      'recovery_time',
      'dropped',
    );
    const soup = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
        const result = parseSloExpression(text);
        if (result.ok) return;
        expect(result.length).toBeGreaterThanOrEqual(1);
        expect(result.offset).toBeGreaterThanOrEqual(0);
        expect(result.offset).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2000 },
    );
  });
});

const comparison = fc.constantFrom('<=', '>=');
const duration = fc.tuple(fc.integer({ min: 1, max: 5_000_000 }), fc.constantFrom('us', 'ms', 's')).map(([n, unit]) => `${n}${unit}`);
const percentage = fc.integer({ min: 0, max: 100_000 }).map((n) => `${n / 1000}%`);
const latency = fc.constantFrom('response_time', 'service_time');
const percentile = fc.integer({ min: 1, max: 9999 }).map((n) => `p${n / 100}`);
const timed = fc.tuple(percentile, latency, comparison, duration).map(([p, of, op, limit]) => `${p}(${of}) ${op} ${limit}`);
const rated = fc
  .tuple(fc.constantFrom('success_rate', 'error_rate', 'achieved_rate', 'dropped'), comparison, percentage)
  .map((x) => x.join(' '));
const perSecond = fc.integer({ min: 1, max: 1e6 }).map((n) => `achieved_rate >= ${n / 10}/s`);
const counted = fc.nat().map((n) => `dropped <= ${n}`);
const sized = fc
  .tuple(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('B', 'kB', 'MB', 'KiB', 'MiB'), fc.constantFrom('', '/s'), comparison)
  .map(([n, unit, per, op]) => `bytes ${op} ${n / 1000}${unit}${per}`);
const simple = fc.oneof(timed, rated, perSecond, counted, sized);
const recovery = fc.tuple(fc.option(simple), fc.option(fc.integer({ min: 1, max: 9999 })), duration).map(([condition, hold, limit]) => {
  const inside = [condition, hold === null ? null : `hold=${hold}s`].filter((part) => part !== null).join(', ');
  return `recovery_time${inside === '' ? '' : `(${inside})`} <= ${limit}`;
});
const expressionText = fc.oneof(simple, recovery);
