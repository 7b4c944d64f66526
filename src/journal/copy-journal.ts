import { readFile, writeFile } from 'node:fs/promises';
import { redact } from '../manifest/secret-names.ts';

/** A copy for people, in the run's folder: records hold no secrets by contract, and what looks like one is blotted out all the same. */
export async function copyJournal(from: string, to: string, secrets: readonly string[]): Promise<void> {
  const escaped = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  await writeFile(to, redact(await readFile(from, 'utf8'), escaped));
}
