import { escapeLineEnds } from '../events/parse-event-line.ts';
import { redact } from '../manifest/secret-names.ts';

/** Blots out secrets in JSON, where a quote or a line's end in a secret is escaped; U+2028 and U+2029 may be. */
export function redactLine(line: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return line;
  return redact(
    line,
    secrets.flatMap((secret) => {
      const escaped = JSON.stringify(secret).slice(1, -1);
      return [escaped, escapeLineEnds(escaped)];
    }),
  );
}
