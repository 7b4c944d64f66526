import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../../src/manifest/format-problems.ts';
import { parse, problemsOf, VALID } from './manifest-fixture.ts';

/** Parsing never throws; problems have places within the file and can be printed. */
function survives(source: string): void {
  const result = parse(source);
  if (result.ok) return;
  expect(result.problems.length).toBeGreaterThan(0);
  const lines = source.split('\n').length;
  for (const { line, column, length, message } of result.problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines + 1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(length).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe('');
  }
  expect(formatProblems(result.problems, { source })).not.toContain('undefined');
}

describe('whatever the text', () => {
  it('parseManifest never throws on random text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), survives), { numRuns: 200 });
  });

  it('parseManifest never throws on a manifest with pieces cut out, doubled or replaced', () => {
    const piece = fc.constantFrom(
      '',
      ' ',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '- ',
      '"',
      "'",
      '*',
      '&a',
      '{{x}}',
      '${X}',
      '!t',
      '|',
      '\n',
      '\t',
      '#',
      '0',
      '~',
      '(',
      '🙈',
    );
    const edit = fc.record({ at: fc.nat(VALID.length), cut: fc.nat(20), put: piece });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        survives(edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), VALID));
      }),
      { numRuns: 250 },
    );
  }, 90_000);

  it('parseManifest never throws when any one value is replaced by something of another kind', () => {
    const values = ['null', '[]', '-1', '.nan', '[{}]', '{ a: { b: [c] } }'];
    const places = [...VALID.matchAll(/: ([^\n,{}[\]]+)/gu)].map(({ index, 1: value = '' }) => [index + 2, value.length] as const);
    expect(places.length).toBeGreaterThan(30);
    for (const [at, length] of places) for (const value of values) survives(VALID.slice(0, at) + value + VALID.slice(at + length));
  }, 90_000);

  it('a bomb of aliases is refused at once', () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `a${at}: &a${at} [${at === 0 ? 'x' : Array.from({ length: 10 }, () => `*a${at - 1}`).join(', ')}]`,
    );
    const started = performance.now();
    expect(problemsOf(levels.join('\n')).join()).toContain('unfolds to far too much');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('an alias inside its own anchor, and endless nesting, are refused', () => {
    expect(problemsOf('vars: &a { b: *a }').join()).toContain('far too much');
    expect(problemsOf('['.repeat(100_000)).length).toBeGreaterThan(0);
    expect(problemsOf(`a: ${'['.repeat(60)}${']'.repeat(60)}`).join()).toContain('far too much');
  });
});
