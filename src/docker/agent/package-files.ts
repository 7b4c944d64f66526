import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';

/** What is loaded at run time: no types, no maps, no readme. */
const LOADED = /\.(?:c?js|mjs|json|proto)$/u;

export interface PackageFile {
  /** Under the program's root: `node_modules/dockerode/lib/docker.js`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * The files of npm packages and of all that they depend on, laid out so that each finds what it found here, whatever the layout here is.
 * `from` is a file that can import them. Throws where one is not installed.
 */
export async function packageFiles(names: readonly string[], from: string): Promise<PackageFile[]> {
  /** Where packages will lie, and which they are here. */
  const placed = new Map<string, string>();
  const open = names.map((name) => ({ name, above: '.', from: dirname(from) }));
  const files: PackageFile[] = [];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { name, above } = next;
    const folder = await find(name, next.from);
    const seen = visible(placed, name, above);
    if (seen === folder) continue;
    const path = posix.join(seen === null ? '.' : above, 'node_modules', name);
    placed.set(path, folder);
    files.push(...(await filesOf(folder, path)));
    for (const dependency of await dependenciesOf(folder)) open.push({ name: dependency, above: path, from: folder });
  }
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** The package that `name` would mean to a module in `above`, as Node looks for it. */
function visible(placed: ReadonlyMap<string, string>, name: string, above: string): string | null {
  for (let at = above; ; at = posix.dirname(at)) {
    const found = placed.get(posix.join(at, 'node_modules', name));
    if (found !== undefined) return found;
    if (at === '.') return null;
  }
}

async function find(name: string, from: string): Promise<string> {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (await isFile(join(folder, 'package.json'))) return realpath(folder);
    if (dirname(at) === at) throw new Error(`the package ${name} is not installed where ${from} could import it`);
  }
}

async function dependenciesOf(folder: string): Promise<string[]> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('dependencies' in manifest)) return [];
  const { dependencies } = manifest;
  if (typeof dependencies !== 'object' || dependencies === null) return [];
  return Object.keys(dependencies).toSorted((one, other) => (one < other ? -1 : 1));
}

/** Without the packages that lie in it: they are found by themselves. */
async function filesOf(folder: string, path: string): Promise<PackageFile[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const own = found
    .filter((entry) => entry.isFile() && LOADED.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split(/[/\\]/u).includes('node_modules'));
  return Promise.all(own.map(async (name) => ({ path: posix.join(path, name), content: await readFile(join(folder, name)) })));
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
