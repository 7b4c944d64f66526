import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../../src/errors/user-error.ts';
import { renderBug, renderUserError } from '../../../src/terminal/error-text.ts';

describe('an expected failure', () => {
  const error = new UserError('service `api` never became ready', {
    exitCode: EXIT.unreachable,
    where: 'experiment.yaml:12:5',
    try: 'look at api.log in the run folder',
  });

  test('says what, where and what to try, without a stack', () => {
    expect(renderUserError(error, false)).toBe(
      'error: service `api` never became ready\n    at experiment.yaml:12:5\n   try: look at api.log in the run folder',
    );
  });

  test('keeps the lines of a code frame and lets no escape sequence through', () => {
    const text = renderUserError(new UserError('bad key\n1 | ra\u001b[2Jte', { exitCode: EXIT.usage }), false);
    expect(text).toBe(String.raw`error: bad key` + '\n' + String.raw`       1 | ra\x1b[2Jte`);
  });

  test('is coloured only when asked', () => {
    expect(renderUserError(error, true)).toContain('\u001b[');
    expect(renderUserError(error, false)).not.toContain('\u001b');
  });
});

describe('a bug of ours', () => {
  test('says that it is one and keeps the stack', () => {
    const text = renderBug(new TypeError('x is not a function'), false);
    expect(text).toContain('bug:');
    expect(text).toContain('TypeError: x is not a function');
    expect(text).toContain('error-text.test.ts');
  });

  test('may be anything thrown', () => {
    expect(renderBug('just a string', false)).toContain('just a string');
  });
});
