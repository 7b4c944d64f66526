import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { packageFiles } from './package-files.ts';

/** Names an image of ours in a registry of the user's own. */
export const AGENT_VARIABLE = 'SHAKEDOWN_PROXY_IMAGE';
/** On an image of ours: what it was made of. */
export const AGENT_LABEL = 'dev.shakedown.proxy';
const REPOSITORY = 'shakedown-proxy';
const ROOT = '/opt/shakedown';

/** The files of the agent's program and where they go in an image. */
export interface AgentProgram {
  /** `shakedown-proxy:<hash>`: of the program, so that one of another version is never used. */
  readonly reference: string;
  readonly hash: string;
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
}

/** Where every image of ours has the program's beginning, whether it was built or runs as it was written. */
export const AGENT_PATH = `${ROOT}/agent.js`;

export interface ProgramOptions {
  /** `shakedown-proxy` unless told. */
  readonly repository?: string;
  /** npm packages that it may import; they go along, with those that they need. None unless told. */
  readonly packages?: readonly string[];
}

/**
 * The program's entry files and all that they import, from wherever this process was loaded: `dist`, or the sources. Throws where they
 * import a package that was not named.
 */
export async function readAgentProgram(
  entries: readonly URL[],
  { repository = REPOSITORY, packages = [] }: ProgramOptions = {},
): Promise<AgentProgram> {
  const [first] = entries;
  if (first === undefined) throw new Error('a program has a beginning');
  const found = new Map<string, Uint8Array>();
  const open = [...entries];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at.href)) continue;
    const content = await readFile(at);
    found.set(at.href, content);
    open.push(...imports(content.toString('utf8'), at, packages));
  }
  const base = new URL('..', first).href;
  const files = [...found].map(([href, content]) => ({ path: `${ROOT}/program/${href.slice(base.length)}`, content })).toSorted(byPath);
  const begin = `import './program/${first.href.slice(base.length)}';\n`;
  const all = [
    { path: AGENT_PATH, content: Buffer.from(begin) },
    { path: `${ROOT}/package.json`, content: Buffer.from('{"type":"module"}\n') },
    ...files,
    ...(await packageFiles(packages, fileURLToPath(first))).map(({ path, content }) => ({ path: `${ROOT}/${path}`, content })),
  ];
  const hash = createHash('sha256');
  for (const { path, content } of all) hash.update(`${path}\0${content.length}\0`).update(content);
  const digest = hash.digest('hex').slice(0, 12);
  return { reference: `${repository}:${digest}`, hash: digest, files: all };
}

/** What a module of ours imports that is left at run time: types are not. */
function imports(text: string, from: URL, packages: readonly string[]): URL[] {
  const named = [...text.matchAll(/^(?:import|export)\s(?!type\b)(?:[\w*{}\s,]+?\sfrom\s)?'([^']+)';/gmu)].map(([, name]) => name ?? '');
  return named.flatMap((name) => {
    if (name.startsWith('node:')) return [];
    if (name.startsWith('.')) return [new URL(name, from)];
    if (packages.some((one) => name === one || name.startsWith(`${one}/`))) return [];
    throw new Error(`${fileURLToPath(from)} imports the package ${name}, and its image has none such`);
  });
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : 1;
}
