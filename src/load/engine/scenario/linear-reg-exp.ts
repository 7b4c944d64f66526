import { setFlagsFromString } from 'node:v8';
import { EXIT, UserError } from '../../../errors/user-error.ts';

/** A flag that V8 knows once its engine is switched on. */
const LINEAR = 'l';

/**
 * A regular expression whose time grows with the text's length only. A backtracking one could stop the worker, and every request
 * with it, at one unlucky answer: `(a+)+b` takes longer than the run on forty letters. V8's own automaton engine
 * (https://v8.dev/blog/non-backtracking-regexp) does it without backtracking; it knows no look-around and no back-references.
 *
 * @throws UserError for a pattern that is none, or that cannot be done in linear time
 */
export function linearRegExp(pattern: string, where: string): RegExp {
  setFlagsFromString('--enable-experimental-regexp-engine');
  try {
    return new RegExp(pattern, LINEAR);
  } catch (cause) {
    throw new UserError(`the regular expression ${pattern} cannot be used: it is not one, or not one for linear time`, {
      exitCode: EXIT.usage,
      where,
      try: 'Do without look-around and back-references, and with counts that are not too large.',
      cause,
    });
  }
}
