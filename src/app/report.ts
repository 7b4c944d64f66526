import { dirname, join, resolve } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { Verdict } from '../report/report.ts';
import { writeAtomically } from '../run-folder/write-atomically.ts';
import { readStory } from './read-story.ts';
import { RENDERINGS } from './renderings.ts';
import type { RenderingName } from './renderings.ts';

export interface ReportOptions {
  /** A run folder, or its events.ndjson. */
  readonly path: string;
  readonly formats: readonly RenderingName[];
  /** A file (of one format) or a folder; `-`: nothing is written, the text is returned; `null`: the run folder. */
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
    const file = target(options, format);
    const text = await RENDERINGS[format].render(story);
    await writeAtomically(file, text).catch((cause: unknown) => {
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

/** One format goes to the very file that `--output` names, several into the folder that it names. */
function target({ path, formats, output }: ReportOptions, format: RenderingName): string {
  const { file } = RENDERINGS[format];
  if (output !== null) return formats.length > 1 ? join(resolve(output), file) : resolve(output);
  return join(path.endsWith('.ndjson') ? dirname(resolve(path)) : resolve(path), file);
}
