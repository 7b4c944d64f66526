import { describe, expect, it } from 'vitest';
import { linearRegExp } from '../../../../src/load/engine/scenario/linear-reg-exp.ts';

describe('linearRegExp', () => {
  it('finds groups as any other', () => {
    expect(linearRegExp('"token":\\s*"([^"]+)"', 'load x').exec('{"token": "abc"}')?.[1]).toBe('abc');
  });

  it('is done with a pattern that backtracks for ever', () => {
    const started = performance.now();
    expect(linearRegExp('(a+)+b', 'load x').exec('a'.repeat(100_000))).toBeNull();
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it.each(['(a)\\1', '(?=a)b', '(', '(?:a{1,200}){1,50}'])('refuses %s, which takes longer or is none', (pattern) => {
    expect(() => linearRegExp(pattern, 'load x')).toThrow(expect.objectContaining({ exitCode: 2, where: 'load x' }));
  });
});
