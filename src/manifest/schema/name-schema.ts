import { z } from 'zod';

/** Fit for folder names, `--set` paths, templates and labels: letters, digits, `-` and `_`. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/u;

const RULE = 'a name is made of letters, digits, `-` and `_`, begins with a letter, and has at most 63 of them';

export function name(description: string) {
  return z.string().regex(NAME, { error: RULE }).describe(description);
}

/** A key of a map whose keys are names. */
export function nameKey() {
  return z.string().regex(NAME, { error: RULE });
}

/** In the `params` of an issue: a number stands where text is wanted, and only who has the source knows how it was written. */
export const WANTS_TEXT = { wants: 'text' } as const;

/** A YAML scalar taken as text, as it was written, so that `PORT: 8080` needs no quotes: see `source/retype.ts`. */
export function scalarText() {
  return z.union([z.string(), z.number(), z.boolean()]).transform((given, context): string => {
    if (typeof given === 'string') return given;
    context.addIssue({ code: 'custom', message: 'put quotes around it', params: WANTS_TEXT });
    return z.NEVER;
  });
}
