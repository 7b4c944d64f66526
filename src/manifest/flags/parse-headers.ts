import { flagError } from './flag-error.ts';

const HEADER = /^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(?<value>.*)$/su;

/** `Name: value`, as curl and vegeta take it. Throws a UserError. */
export function parseHeaders(flags: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const flag of flags) {
    const { name, value } = HEADER.exec(flag.trim())?.groups ?? {};
    if (name === undefined || value === undefined) {
      // It may hold a secret: the place names the flag, not its value.
      throw flagError('--header', 'a header has a name and a value, with a colon between', "write --header 'Accept: application/json'");
    }
    const earlier = Object.keys(headers).find((known) => known.toLowerCase() === name.toLowerCase());
    if (earlier !== undefined)
      throw flagError(`--header ${name}`, `the header ${earlier} is given twice`, 'give its values in one, with commas');
    headers[name] = value.trim();
  }
  return headers;
}
