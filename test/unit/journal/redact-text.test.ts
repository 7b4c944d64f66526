import { describe, expect, it } from 'vitest';
import { redactText } from '../../../src/journal/redact-text.ts';

describe('redaction', () => {
  it('blots out every occurrence, also inside JSON, the longer secret before the one that it contains', () => {
    expect(redactText('a pw b pw2 c', ['pw', 'pw2'])).toBe('a *** b *** c');
    expect(redactText(JSON.stringify({ x: 'q"uote' }), ['q"uote'])).toBe('{"x":"***"}');
    expect(redactText('same', [''])).toBe('same');
  });
});
