import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { locksFolder } from '../state-folder.ts';
import { DRAFT } from './lease.ts';

/** One that is being written is there for milliseconds. */
const AGE_MS = 10_000;

/** Takes away the drafts of locks whose makers died while they wrote them: they lock nothing. */
export async function sweepDrafts(state: string): Promise<void> {
  const folder = locksFolder(state);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(DRAFT)) continue;
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Math.abs(Date.now() - mtimeMs),
      () => 0,
    );
    if (age > AGE_MS) await rm(path, { force: true }).catch(() => undefined);
  }
}
