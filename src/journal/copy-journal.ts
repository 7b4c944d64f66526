import { readFile, writeFile } from 'node:fs/promises';
import { redactJsonLines } from '../manifest/redact-strings.ts';

/** A copy for people, in the run's folder: records hold no secrets by contract, and what looks like one is blotted out all the same. */
export async function copyJournal(from: string, to: string, secrets: readonly string[]): Promise<void> {
  await writeFile(to, redactJsonLines(await readFile(from, 'utf8'), secrets));
}
