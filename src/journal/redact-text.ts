/** Replaces every secret, also as it looks inside a JSON string. */
export function redactText(text: string, secrets: readonly string[]): string {
  const forms = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  // Longest first: a secret may contain another.
  return forms.sort((a, b) => b.length - a.length).reduce((redacted, form) => redacted.replaceAll(form, '***'), text);
}
