import { access, readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import { renderIndex } from '../report/html/index/index-page.ts';
import type { IndexedRun } from '../report/html/index/index-page.ts';
import { reportSchema } from '../report/schema/report-schema.ts';
import { readPageAssets } from '../run-folder/read-page-assets.ts';
import { writeAtomically } from '../run-folder/write-atomically.ts';

/** What `shakedown report --index --json` prints. */
export interface IndexDocument {
  readonly schema: 'shakedown.index/v1';
  readonly path: string;
  readonly runs: number;
  /** Folders whose report could not be read. */
  readonly leftOut: readonly string[];
}

/** Writes `index.html` into a folder of runs. Throws a UserError (exit 2) for a folder without any. */
export async function indexReports(folder: string): Promise<IndexDocument> {
  const names = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw refusal(folder, cause);
  });
  const folders = names.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const read = await Promise.all(folders.map((name) => readRun(folder, name)));
  const runs = read.flatMap((run) => run.run ?? []);
  if (runs.length === 0) throw refusal(folder, undefined);
  const path = resolve(folder, 'index.html');
  const { style } = await readPageAssets();
  await writeAtomically(path, renderIndex(runs, style));
  return { schema: 'shakedown.index/v1', path, runs: runs.length, leftOut: read.flatMap(({ name, run }) => (run === null ? [name] : [])) };
}

async function readRun(folder: string, name: string): Promise<{ readonly name: string; readonly run: IndexedRun | null }> {
  try {
    const report = reportSchema.parse(JSON.parse(await readFile(join(folder, name, 'report.json'), 'utf8')));
    const hasPage = await access(join(folder, name, 'report.html')).then(
      () => true,
      () => false,
    );
    return { name, run: { folder: name, hasPage, report } };
  } catch {
    // Another's folder, or the report of a version that said less: it is named in what comes back.
    return { name, run: null };
  }
}

function refusal(folder: string, cause: unknown): UserError {
  return new UserError('there are no reports to index', {
    exitCode: EXIT.usage,
    where: folder,
    try: 'name the folder that holds the run folders',
    cause,
  });
}
