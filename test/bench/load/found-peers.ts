import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import type { Peers } from './bench.ts';

const ON_PATH = ['wrk', 'wrk2', 'oha', 'k6', 'vegeta'] as const;

/** autocannon, which is a dependency, and whatever else this machine has. Nothing is installed. */
export function foundPeers(): Peers {
  const autocannon = createRequire(import.meta.url).resolve('autocannon');
  const found: [string, string][] = [['autocannon', autocannon]];
  for (const name of ON_PATH) {
    const path = (process.env['PATH'] ?? '')
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find(isExecutable);
    if (path !== undefined) found.push([name, path]);
  }
  return new Map(found);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
