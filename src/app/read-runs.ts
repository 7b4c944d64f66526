import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseComparableReport } from '../compare/comparable-run.ts';
import type { ComparableReport } from '../compare/comparable-run.ts';
import { EXIT, UserError } from '../errors/user-error.ts';

export interface ReadRun {
  readonly path: string;
  readonly report: ComparableReport;
}

/**
 * The runs that a path names: a `report.json`, a run folder, or a folder of run folders, in the order of their names. Throws a
 * UserError (exit 2) for one that names none, and for a report that cannot be compared.
 */
export async function readRuns(path: string): Promise<ReadRun[]> {
  const files = await reportFiles(path);
  if (files.length === 0) {
    throw new UserError(`${path} holds no run`, {
      exitCode: EXIT.usage,
      where: path,
      try: 'name a run folder, or a folder of run folders',
    });
  }
  return Promise.all(files.map(readRun));
}

async function reportFiles(path: string): Promise<string[]> {
  const found = await statIfThere(path);
  if (found === null) {
    throw new UserError(`there is no ${path}`, {
      exitCode: EXIT.usage,
      where: path,
      try: 'name a run folder: `shakedown run` prints it at its end',
    });
  }
  if (!found.isDirectory()) return [path];
  const own = join(path, 'report.json');
  if (await isFile(own)) return [own];
  const inside = (await readdir(path)).toSorted().map((name) => join(path, name, 'report.json'));
  const isReport = await Promise.all(inside.map(isFile));
  return inside.filter((_, at) => isReport[at]);
}

async function isFile(path: string): Promise<boolean> {
  return (await statIfThere(path))?.isFile() ?? false;
}

async function statIfThere(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new UserError(`${path} cannot be read: ${code}`, { exitCode: EXIT.usage, where: path, try: 'see who may read it' });
  }
}

async function readRun(path: string): Promise<ReadRun> {
  const parsed = parseComparableReport(await readFile(path, 'utf8'));
  if (parsed.ok) return { path, report: parsed.document };
  throw new UserError(`${path} cannot be compared: ${parsed.message}`, {
    exitCode: EXIT.usage,
    where: path,
    try: 'compare runs of one version of shakedown, by the report.json that it wrote',
  });
}
