import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import { makeFolder } from '../file-system/make-folder.ts';
import type { Verdict } from '../report/report.ts';
import { writeAtomically } from '../run-folder/write-atomically.ts';
import { readStory } from './read-story.ts';
import { RENDERINGS } from './renderings.ts';
import type { RenderingName } from './renderings.ts';

export interface ReportOptions {
  /** A run folder, or its events.ndjson. */
  readonly path: string;
  readonly formats: readonly RenderingName[];
  /** A folder that is there, or to be made for several formats or for a name that ends in `/`; else the file of one format. `-`: nothing is written, the text is returned; `null`: the run folder. */
  readonly output: string | null;
}

/** What `shakedown report --json` prints. */
export interface RenderingDocument {
  readonly schema: 'shakedown.rendering/v1';
  readonly run: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly files: readonly { readonly format: RenderingName; readonly path: string }[];
}

/** Renders a run again, from its events alone. Throws a UserError (exit 2) for a path that is no run's. */
export async function report(options: ReportOptions): Promise<{ document: RenderingDocument; text: string | null }> {
  const { path, formats, output } = options;
  const [first] = formats;
  if (output === '-' && formats.length > 1)
    throw new UserError('one format at a time can go to stdout', { exitCode: EXIT.usage, try: 'name a folder with --output' });
  const story = await readStory(path);
  const { run, name, verdict } = story.report;
  const document = { schema: 'shakedown.rendering/v1', run, name, verdict } as const;
  if (output === '-' && first !== undefined) return { document: { ...document, files: [] }, text: await RENDERINGS[first].render(story) };
  const files: { format: RenderingName; path: string }[] = [];
  for (const format of new Set(formats)) {
    const file = await target(options, format);
    const text = await RENDERINGS[format].render(story);
    await write(file, text).catch((cause: unknown) => {
      throw new UserError(`the report cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
        exitCode: EXIT.usage,
        where: file,
        try: 'name another place with --output',
        cause,
      });
    });
    files.push({ format, path: file });
  }
  return { document: { ...document, files }, text: null };
}

async function write(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file));
  await writeAtomically(file, text);
}

/** One format goes to the very file that `--output` names, unless that is a folder; several into the folder that it names. */
async function target({ path, formats, output }: ReportOptions, format: RenderingName): Promise<string> {
  const { file } = RENDERINGS[format];
  if (output !== null) {
    const isIntoFolder = formats.length > 1 || output.endsWith('/') || (await isFolder(output));
    return isIntoFolder ? join(resolve(output), file) : resolve(output);
  }
  return join(path.endsWith('.ndjson') ? dirname(resolve(path)) : resolve(path), file);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
