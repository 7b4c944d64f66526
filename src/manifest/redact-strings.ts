import { redact } from './secret-names.ts';

/**
 * Fields that hold words and codes of ours, by which a program tells one thing from another, and names that the manifest gives, by which
 * it looks them up: a password that happens to be `fault` or `main` must not take them away.
 */
const TOLD_AS_THEY_ARE: ReadonlySet<string> = new Set(
  [
    'type schema run at startedAt startTime expiresAt until manifestSha256 histogram',
    'phase kind model engine source outcome status change health by panel restores',
    'direction action mode signal of metric comparison failure order heldBy',
    'unit scope statistic methodName verdict code onBreach',
    'id name load fault instance probe slo service container edge drawn driver',
  ].flatMap((line) => line.split(' ')),
);

/** The same with every secret starred out of its texts; keys, numbers and what `TOLD_AS_THEY_ARE` names stay. For plain data; never throws. */
export function redactStrings<T>(value: T, secrets: readonly string[]): T {
  if (secrets.length === 0 || !holdsOne(value, secrets)) return value;
  // A string is no object, and in a field of its own can be replaced.
  const held = { value: structuredClone(value) };
  blot(held, secrets);
  return held.value;
}

/** Lines of JSON, secrets starred out; what is none, as a line that a crash has torn, as the text that it is. */
export function redactJsonLines(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return text;
  const escaped = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  return text
    .split('\n')
    .map((line) => {
      try {
        return JSON.stringify(redactStrings<unknown>(JSON.parse(line), secrets));
      } catch {
        return redact(line, escaped);
      }
    })
    .join('\n');
}

function holdsOne(node: unknown, secrets: readonly string[]): boolean {
  if (typeof node === 'string') return secrets.some((secret) => node.includes(secret));
  if (typeof node !== 'object' || node === null) return false;
  return Object.entries(node).some(([key, value]) => !isTold(key, value) && holdsOne(value, secrets));
}

function blot(node: object, secrets: readonly string[]): void {
  const fields: readonly [string, unknown][] = Object.entries(node);
  for (const [key, value] of fields) {
    if (isTold(key, value)) continue;
    if (typeof value === 'string') Reflect.set(node, key, redact(value, secrets));
    else if (typeof value === 'object' && value !== null) blot(value, secrets);
  }
}

function isTold(key: string, value: unknown): boolean {
  if (!TOLD_AS_THEY_ARE.has(key)) return false;
  return Array.isArray(value) ? value.every((one) => typeof one === 'string') : typeof value === 'string';
}
