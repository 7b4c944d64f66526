import { EXIT, UserError } from '../errors/user-error.ts';
import type { SourcePosition } from '../manifest/experiment.ts';

/** A plan that must not be carried out: exit 2, at a place in the manifest. */
export function refusal(message: string, position: SourcePosition | null, advice: string): UserError {
  const where = position === null ? {} : { where: `line ${position.line}, column ${position.column} of the manifest` };
  return new UserError(message, { exitCode: EXIT.usage, ...where, try: advice });
}
