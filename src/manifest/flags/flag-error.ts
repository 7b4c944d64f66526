import { EXIT, UserError } from '../../errors/user-error.ts';
import type { UnitResult } from '../../units/parse-quantity.ts';

/** A usage error (exit 2) that names the flag. */
export function flagError(flag: string, message: string, advice: string): UserError {
  return new UserError(message, { exitCode: EXIT.usage, where: flag, try: advice });
}

/** The value of a flag that is a quantity, more than zero unless `zero` may be. Throws a UserError. */
export function quantityOf(
  flag: string,
  text: string,
  parse: (text: string) => UnitResult,
  zero: 'refused' | 'allowed' = 'refused',
): number {
  const parsed = parse(text);
  if (!parsed.ok) {
    const advice = parsed.suggestion === null ? 'see `shakedown load --help`' : `write ${flag} ${parsed.suggestion}`;
    throw flagError(`${flag} ${text}`, parsed.message, advice);
  }
  if (parsed.value === 0 && zero === 'refused')
    throw flagError(`${flag} ${text}`, `\`${text}\` must be more than zero`, 'see `shakedown load --help`');
  return parsed.value;
}
