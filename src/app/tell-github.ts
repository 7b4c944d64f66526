import { appendFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { RunStarted } from '../events/run-event.ts';
import { renderAnnotations } from '../report/render-annotations.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import type { Report } from '../report/report.ts';

export interface GithubJob {
  readonly env: NodeJS.ProcessEnv;
  /** Where annotations go; `null`: stdout belongs to somebody else (`--json`), or is to be kept quiet. */
  readonly write: ((text: string) => void) | null;
  readonly say: (line: string) => void;
}

/**
 * In a job of GitHub Actions: the run as Markdown in the job's summary, and annotations at the manifest's lines. Elsewhere nothing.
 * A summary that cannot be written is said, and changes no verdict.
 */
export async function tellGithub(report: Report, header: RunStarted | null, { env, write, say }: GithubJob): Promise<void> {
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '') {
    await appendFile(summary, `${renderMarkdown(report)}\n`).catch((error: unknown) =>
      say(`the job's summary cannot be written: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
  if (write === null || header === null) return;
  const file = header.source === 'manifest' ? fileInRepository(header.manifestPath, env['GITHUB_WORKSPACE']) : null;
  const annotations = renderAnnotations(report, { file, slos: header.slos });
  if (annotations !== '') write(annotations);
}

/** `null`: it lies outside of the checkout. */
function fileInRepository(path: string, workspace: string | undefined): string | null {
  const file = relative(workspace ?? process.cwd(), path);
  return file.startsWith('..') || file === '' ? null : file.split(sep).join('/');
}
