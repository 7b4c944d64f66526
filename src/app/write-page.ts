import { join } from 'node:path';
import { writeAtomically } from '../run-folder/write-atomically.ts';
import { readStory } from './read-story.ts';
import { RENDERINGS } from './renderings.ts';

export type WrittenPage = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly message: string };

/** The HTML report of a run that has just ended, from its log, as `shakedown report` makes it. A run does not fail because its page does. */
export async function writePage(runFolder: string): Promise<WrittenPage> {
  const path = join(runFolder, RENDERINGS.html.file);
  try {
    await writeAtomically(path, await RENDERINGS.html.render(await readStory(runFolder)));
    return { ok: true, path };
  } catch (error) {
    return { ok: false, message: `no HTML report: ${error instanceof Error ? error.message : String(error)}` };
  }
}
