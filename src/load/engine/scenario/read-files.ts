import { readFile } from 'node:fs/promises';
import { EXIT, UserError } from '../../../errors/user-error.ts';
import type { DataSpec, RequestTemplate } from '../../../manifest/load-spec.ts';
import { dataTable, type DataTable } from '../../scenario/data-table.ts';

/** What bodies are made of, by path. @throws UserError for a file that cannot be read */
export async function readBodyFiles(requests: readonly RequestTemplate[], where: string): Promise<Map<string, Uint8Array>> {
  const paths = requests.flatMap(({ body }) => {
    if (body?.kind === 'file') return [body.path];
    return body?.kind === 'multipart' ? body.parts.flatMap(({ content }) => (content.kind === 'file' ? [content.path] : [])) : [];
  });
  return new Map(await Promise.all([...new Set(paths)].map(async (path) => [path, await read(path, where)] as const)));
}

/** @throws UserError for a file that cannot be read, or is not what its name says */
export function readTables(data: readonly DataSpec[], where: string): Promise<DataTable[]> {
  return Promise.all(data.map(async (spec) => dataTable(spec, decoded(await read(spec.file, where), spec.file))));
}

/** What is no UTF-8 would be sent with other characters in its place. */
function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${file} is not UTF-8`, { exitCode: EXIT.usage, where: file, try: 'Save it as UTF-8.', cause });
  }
}

async function read(path: string, where: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new UserError(`cannot read ${path}`, {
      exitCode: EXIT.usage,
      where,
      try: 'Check the path; it starts at the manifest’s folder.',
      cause,
    });
  }
}
