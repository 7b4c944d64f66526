const SECRET_WORD =
  /(?:^|[^a-z])(?:token|secret|password|passwd|passphrase|pwd|pass|key|apikey|auth|authorization|credentials?|cookie|dsn)s?(?:[^a-z]|$)/u;

/** `API_TOKEN`, `dbPassword`, `x-api-key`, `authorization`; not `monkey` or `keyboard`. */
export function looksSecret(name: string): boolean {
  return SECRET_WORD.test(name.replaceAll(/([a-z\d])([A-Z])/gu, '$1_$2').toLowerCase());
}

/** Shorter values would turn every `1` of a report into stars. */
const SHORTEST_SECRET = 4;

/** The passwords of URLs in a text: `redis://user:secret@host`. */
export function passwordsIn(text: string): string[] {
  return [...text.matchAll(/\b[a-z][a-z\d+.-]*:\/\/[^\s/:@]*:([^\s@/]+)@/giu)].map(([, password]) => password ?? '');
}

/** `AUTH_ENABLED: true` and `TOKEN_TTL: 3000` are settings, and stand in every other line for something else. */
const SETTING = /^(?:true|false|null|[+-]?(?=(?:\D?\d){1,5}$)\d*\.?\d*)$/iu;

/** Without what is too short or plain to be one. Longest first, so that one secret within another leaves no rest. */
export function distinctSecrets(values: Iterable<string>): string[] {
  const secrets = [...new Set(values)].filter((value) => value.length >= SHORTEST_SECRET && !SETTING.test(value));
  return secrets.toSorted((a, b) => b.length - a.length);
}

/** The text with every secret starred out. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text);
}

const KEY_AND_VALUE = /(["']?)([\w-]+)\1\s*:\s+("[^"]*"|'[^']*'|[^\s,{}[\]#]+)/gu;

/** A line of a manifest with the values of secret-looking keys starred out, every column kept. */
export function maskSecrets(line: string): string {
  return line.replaceAll(KEY_AND_VALUE, (whole: string, _quote: string, key: string, value: string) =>
    looksSecret(key) && !value.includes('{') ? whole.slice(0, whole.length - value.length) + '*'.repeat(value.length) : whole,
  );
}
