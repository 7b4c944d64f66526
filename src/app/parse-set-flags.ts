import { EXIT, UserError } from '../errors/user-error.ts';

export interface SetOverride {
  readonly path: string;
  readonly value: string;
}

/** `--set a.b=c`: everything after the first `=` is the value. Throws a UserError for a flag without one. */
export function parseSetFlags(flags: readonly string[]): SetOverride[] {
  return flags.map((flag) => {
    const at = flag.indexOf('=');
    if (at < 1) {
      throw new UserError(`--set ${flag} has no value`, {
        exitCode: EXIT.usage,
        where: `--set ${flag}`,
        try: `write --set ${at === 0 ? 'path' : flag.replace(/=$/, '')}=value`,
      });
    }
    return { path: flag.slice(0, at), value: flag.slice(at + 1) };
  });
}
