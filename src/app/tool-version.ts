import { readFile } from 'node:fs/promises';

/** The package's version, from its package.json: two folders up from both src/app and dist/app. */
export async function toolVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') return parsed.version;
  return 'unknown';
}
