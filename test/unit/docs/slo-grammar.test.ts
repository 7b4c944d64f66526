import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSloFlags } from '../../../src/manifest/flags/parse-slo-flags.ts';
import { formatSloExpression } from '../../../src/slo/format-slo-expression.ts';
import { formatSloOptions } from '../../../src/slo/format-slo-options.ts';
import { parseSloText } from '../../../src/slo/parse-slo-options.ts';
import { FAILURE_KINDS } from '../../../src/slo/slo-expression.ts';
import { METRIC_NAMES } from '../../../src/slo/slo-metric-names.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../../docs/slo-grammar.md', import.meta.url)), 'utf8');

function read(text: string) {
  const parsed = parseSloText(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message} at ${parsed.offset}`);
  return parsed;
}

const print = ({ expression, options }: ReturnType<typeof read>): string => {
  const rest = formatSloOptions(options);
  return `${formatSloExpression(expression)}${rest === '' ? '' : ` with ${rest}`}`;
};

describe('the page of the SLO language', () => {
  const metrics = [...PAGE.matchAll(/^\| `([^`]+)` \| [^|]+ \|$/gmu)].map(([, text = '']) => text);
  const options = [...PAGE.matchAll(/^\| `[^`]+` \| `([^`]+)` \| /gmu)].map(([, text = '']) => text);
  const flags = (PAGE.split('some that are read')[1] ?? '').split('```')[1]?.trim().split('\n') ?? [];

  test('has examples that the parser reads, and prints as they stand', () => {
    expect(metrics.length).toBeGreaterThan(12);
    for (const text of metrics) expect(print(read(text))).toBe(text);
  });

  test('has options that the parser reads', () => {
    expect(options.length).toBe(8);
    for (const text of options) {
      const { options: found } = read(`success_rate >= 99% with ${text}`);
      expect(formatSloOptions(found), text).toBe(text);
    }
  });

  test('has flags that `load` takes', () => {
    expect(flags.length).toBe(6);
    expect(parseSloFlags(flags, { closed: false, timeoutMs: 2000 })).toHaveLength(6);
  });

  test('names every metric and every kind of failure', () => {
    const [, grammar = ''] = PAGE.split('```');
    for (const name of METRIC_NAMES) if (!/^p\d/u.test(name)) expect(grammar).toContain(`"${name}"`);
    for (const kind of FAILURE_KINDS) expect(grammar).toContain(`"${kind}"`);
  });
});

describe('the SLO language', () => {
  test('prints what it reads, options and all', () => {
    const pick = <T extends string>(...texts: T[]) => fc.constantFrom(...texts);
    const time = fc.tuple(fc.integer({ min: 1, max: 9999 }), pick('response_time', 'service_time')).map(([n, of]) => `p${n / 100}(${of})`);
    const expression = fc.oneof(
      fc.tuple(time, pick('<', '>='), fc.integer({ min: 1, max: 99_999 })).map(([m, op, ms]) => `${m} ${op} ${ms}ms`),
      fc
        .tuple(time, pick('<=', '>'), fc.integer({ min: -99, max: 400 }))
        .map(([m, op, n]) => `${m} vs baseline ${op} ${n < 0 ? '' : '+'}${n}%`),
      fc.tuple(pick(...FAILURE_KINDS), fc.integer({ min: 1, max: 99 })).map(([kind, n]) => `error_rate(${kind}) < ${n}%`),
      fc.integer({ min: 1, max: 999 }).map((n) => `error_budget(${n / 10}%) <= 150%`),
      fc
        .tuple(
          fc.oneof(
            pick('longest_outage', 'time_to_first_failure'),
            fc.tuple(pick('mean', 'max', 'stddev'), pick('response_time', 'service_time')).map(([metric, of]) => `${metric}(${of})`),
          ),
          fc.integer({ min: 1, max: 9999 }),
        )
        .map(([m, n]) => `${m} < ${n}ms`),
      fc
        .tuple(pick('mean', 'max', 'stddev'), pick('response_time', 'service_time'), fc.integer({ min: -99, max: 400 }))
        .map(([m, of, n]) => `${m}(${of}) vs baseline > ${n < 0 ? '' : '+'}${n}%`),
      fc
        .tuple(pick('achieved_rate', 'dropped', 'success_rate', 'error_rate'), fc.integer({ min: 1, max: 99 }))
        .map(([m, n]) => `${m} >= ${n}%`),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((n) => `probe(queue-depth) < ${n.toFixed(3)}`),
      pick(
        'outage_to_recovery(success_rate >= 99%, hold=5s) < 9s',
        'recovery_time(error_budget(99%) < 50%) < 1s',
        'probe(a.b_c-1) >= 99.5%',
      ),
    );
    const option = fc.record({
      phase: fc.option(pick('phase=baseline', 'phase=all')),
      endpoint: fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).map((text) => `endpoint=${JSON.stringify(text)}`)),
      outcome: fc.option(pick('outcome=ok', 'outcome=failed', 'outcome=timeout')),
      status: fc.option(pick('status=503', 'status=5xx')),
      window: fc.option(pick('window=10s', 'window=2m, mode=any')),
      least: fc.option(fc.integer({ min: 1, max: 1e6 }).map((n) => `minSamples=${n}`)),
      confidence: fc.option(pick('confidence=off', 'confidence=0.99', 'confidence=0.5')),
      steady: fc.option(pick('steady')),
      breach: fc.option(pick('onBreach=warn', 'onBreach=stop, grace=5s')),
    });
    fc.assert(
      fc.property(expression, option, (text, chosen) => {
        const rest = Object.values(chosen).filter((one) => one !== null);
        const first = read(rest.length === 0 ? text : `${text} with ${rest.join(', ')}`);
        const again = read(print(first));
        expect({ ...again }).toEqual({ ...first });
      }),
      { numRuns: 2_000 },
    );
  });

  test('throws at none of 100,000 random texts, and points into each that it refuses', () => {
    const words =
      'p99 p ( ) response_time < >= = , with steady window hold recovery_time vs baseline +20% 99% 5s 1/s probe error_budget "x" \\ é ⚡ \0 error_rate timeout -5 . 1e9 off'.split(
        ' ',
      );
    const soup = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 2 })), { maxLength: 10 });
    const texts = fc.oneof(
      soup.map((parts) => parts.join(' ')),
      soup.map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    let refused = 0;
    for (const text of fc.sample(texts, { numRuns: 100_000, seed: 9 })) {
      const found = parseSloText(text);
      if (found.ok) continue;
      refused += 1;
      if (found.offset < 0 || found.offset > text.length || found.length < 1 || found.message === '') expect(found).toBe(text);
    }
    expect(refused).toBeGreaterThan(90_000);
  });

  test('is not drowned by brackets within brackets', () => {
    expect(parseSloText('recovery_time('.repeat(100_000)).ok).toBe(false);
    expect(parseSloText('('.repeat(100_000)).ok).toBe(false);
  });

  test.each([
    ['success_rate >= 99% with stedy', 'stedy', /did you mean `steady`/u],
    ['success_rate >= 99% with confidence=95', '95', /more than 0 and less than 1/u],
    ['success_rate >= 99% with mode=any', 'mode', /of a window/u],
    ['success_rate >= 99% with steady, steady', 'steady', /twice/u],
    ['success_rate >= 99% with status=99', '99', /not a status/u],
    ['success_rate >= 99% with onBreach=abort', 'abort', /use `fail`, `warn`, `stop`/u],
    ['error_rate(timout) < 1%', 'timout', /did you mean `timeout`/u],
    ['p95(response_time) vs basline < +20%', 'basline', /vs baseline/u],
    ['longest_outage vs baseline < +20%', 'vs', /nothing in the baseline/u],
    ['probe(x) < lots', 'lots', /neither a number nor a percentage/u],
    ['recovery_time(longest_outage < 1s) < 5s', 'longest_outage', /of a whole phase/u],
  ])('refuses %j at %j', (text, at, message) => {
    const found = parseSloText(text);
    expect(found.ok ? null : found.message).toMatch(message);
    expect(found.ok ? null : text.slice(found.offset, found.offset + found.length)).toBe(at);
  });
});
