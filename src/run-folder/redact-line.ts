import { redact } from '../manifest/secret-names.ts';

/** Blots out secrets in a line of JSON, where a quote or a line's end in a secret is escaped. */
export function redactLine(line: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return line;
  return redact(
    line,
    secrets.map((secret) => JSON.stringify(secret).slice(1, -1)),
  );
}
