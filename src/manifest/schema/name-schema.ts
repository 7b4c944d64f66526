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

/** A YAML scalar taken as text, so that `PORT: 8080` needs no quotes. */
export function scalarText() {
  return z.union([z.string(), z.number(), z.boolean()]).transform(String);
}
