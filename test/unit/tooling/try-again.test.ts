import { describe, expect, it } from 'vitest';
import type { SuiteSummary, TestName } from '../../reporters/suite-summary.ts';
import { whatToTryAgain, withSecondTry } from '../../reporters/try-again.ts';

const test = (file: string, name: string): TestName => ({ file, name });
const NONE: SuiteSummary = { passed: [], failed: [], leftOut: [], flaky: [], brokenFiles: [], strayErrors: 0 };

describe('whatToTryAgain', () => {
  it('names the tests that failed, as vitest joins the parts of a name', () => {
    const again = whatToTryAgain({ ...NONE, failed: [test('a.test.ts', 'a suite > adds 1 + 1 (twice)'), test('b.test.ts', 'alone')] });
    expect(again?.files).toEqual(['a.test.ts', 'b.test.ts']);
    expect('a suite adds 1 + 1 (twice)').toMatch(new RegExp(again?.names ?? '', 'u'));
    expect('alone').toMatch(new RegExp(again?.names ?? '', 'u'));
    expect('not alone').not.toMatch(new RegExp(again?.names ?? '', 'u'));
  });

  it('takes whole files where one of them broke', () => {
    expect(whatToTryAgain({ ...NONE, failed: [test('a', 'x')], brokenFiles: ['b'] })).toEqual({ files: ['a', 'b'], names: null });
  });

  it('tries nothing again where nothing failed, much did, or an error belongs to no file', () => {
    expect(whatToTryAgain(NONE)).toBeNull();
    expect(whatToTryAgain({ ...NONE, failed: Array.from({ length: 13 }, (_, n) => test('a', String(n))) })).toBeNull();
    expect(whatToTryAgain({ ...NONE, failed: [test('a', 'x')], strayErrors: 1 })).toBeNull();
  });
});

describe('withSecondTry', () => {
  it('keeps what passed, and says what did only now', () => {
    const first = { ...NONE, passed: [test('a', '1')], failed: [test('a', '2'), test('a', '3')], leftOut: [test('c', '1')] };
    const second = { ...NONE, passed: [test('a', '2')], failed: [test('a', '3')], leftOut: [test('a', '1')] };
    expect(withSecondTry(first, second)).toEqual({
      passed: [test('a', '1'), test('a', '2')],
      failed: [test('a', '3')],
      leftOut: [test('c', '1')],
      flaky: [test('a', '2')],
      brokenFiles: [],
      strayErrors: 0,
    });
  });

  it('counts of a file that broke what its second try told', () => {
    const first = { ...NONE, passed: [test('a', '1')], leftOut: [test('a', '2')], brokenFiles: ['a'] };
    const second = { ...NONE, passed: [test('a', '1')], failed: [test('a', '2')] };
    expect(withSecondTry(first, second)).toMatchObject({
      passed: [test('a', '1')],
      failed: [test('a', '2')],
      leftOut: [],
      brokenFiles: [],
    });
    expect(withSecondTry(first, NONE).brokenFiles).toEqual(['a']);
  });
});
