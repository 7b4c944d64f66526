import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { ComposeSpec } from '../manifest/experiment.ts';
import { composeService } from './compose-service.ts';
import type { ComposeService } from './compose-service.ts';
import type { ComposeTool } from './compose-tool.ts';
import { isObject } from './is-object.ts';

const run = promisify(execFile);
const CONFIG_LIMIT_MS = 20_000;
const OTHER_PROJECT = 'shakedown-any';
/** `container_name:`, a `name:` that is not the file's own at its beginning, or other files that may have one. */
const GIVES_NAMES = /container_name["']?\s*:|[^\n\w]name["']?\s*:|^include\s*:|\bextends["']?\s*:/mu;

/** What a compose file says, as Compose itself understands it. */
export interface ComposeConfig {
  /** The project that the file would be by itself. */
  readonly project: string;
  /** Of old formats: an override must repeat it. */
  readonly version: string | null;
  readonly services: readonly ComposeService[];
  /** That the project would create: those that are external are not among them. */
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  /** That the file gives by itself, whatever the project: two projects of it would share them. */
  readonly fixedNames: readonly FixedName[];
}

export interface FixedName {
  readonly kind: 'container' | 'network' | 'volume';
  readonly name: string;
}

/** Reads the file through Compose; touches nothing. Throws a UserError (exit 2) with Compose's own words for a file that it cannot read. */
export async function readComposeConfig(tool: ComposeTool, spec: ComposeSpec, env: NodeJS.ProcessEnv): Promise<ComposeConfig> {
  const config = await describedBy(tool, spec, env);
  const name = config['name'];
  return {
    project: typeof name === 'string' ? name : defaultProject(spec.file),
    version: typeof config['version'] === 'string' ? config['version'] : null,
    services: Object.entries(config['services']).map(([service, value]) => composeService(service, value)),
    networks: created(config['networks']),
    volumes: created(config['volumes']),
    fixedNames: await fixedNames(tool, spec, env),
  };
}

/** As Compose understands it; as a project of this name, or of its own. */
async function describedBy(tool: ComposeTool, spec: ComposeSpec, env: NodeJS.ProcessEnv, project?: string): Promise<Described> {
  const profiles = spec.profiles.flatMap((profile) => ['--profile', profile]);
  const format = tool.generation === 2 ? ['--format', 'json'] : [];
  const named = project === undefined ? [] : ['-p', project];
  const args = [...tool.prefix, ...named, '-f', spec.file, ...profiles, 'config', ...format];
  const text = await run(tool.program, args, { env, cwd: dirname(spec.file), timeout: CONFIG_LIMIT_MS, maxBuffer: 64e6 }).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      throw refusal(spec.file, error);
    },
  );
  const config: unknown = parse(text);
  if (!isObject(config) || !isObject(config['services'])) throw refusal(spec.file, 'it describes no services');
  return { ...config, services: config['services'] };
}

interface Described extends Readonly<Record<string, unknown>> {
  readonly services: Readonly<Record<string, unknown>>;
}

/**
 * Compose writes every name out, made up or not: which are the file's own shows in a project of another name. Most files give none, and
 * are not read twice.
 */
async function fixedNames(tool: ComposeTool, spec: ComposeSpec, env: NodeJS.ProcessEnv): Promise<FixedName[]> {
  const source = await readFile(spec.file, 'utf8').catch(() => '');
  return GIVES_NAMES.test(source) ? fixedNamesOf(await describedBy(tool, spec, env, OTHER_PROJECT), OTHER_PROJECT) : [];
}

/** Pure: `described` as the project of that name. */
export function fixedNamesOf(described: Described, project: string): FixedName[] {
  const own = (kind: 'network' | 'volume', section: unknown): FixedName[] =>
    created(section).flatMap((key) => {
      const entry = isObject(section) ? section[key] : null;
      const name = isObject(entry) ? entry['name'] : null;
      return typeof name === 'string' && !name.startsWith(`${project}_`) ? [{ kind, name }] : [];
    });
  return [
    ...Object.values(described.services).flatMap((service): FixedName[] => {
      const name = isObject(service) ? service['container_name'] : null;
      return typeof name === 'string' ? [{ kind: 'container', name }] : [];
    }),
    ...own('network', described['networks']),
    ...own('volume', described['volumes']),
  ];
}

function created(section: unknown): string[] {
  if (!isObject(section)) return [];
  return Object.entries(section).flatMap(([name, value]) => {
    const isExternal = isObject(value) && value['external'] !== undefined && value['external'] !== false;
    return isExternal ? [] : [name];
  });
}

/** As Compose names a project: after the file's folder. */
function defaultProject(file: string): string {
  return basename(dirname(file))
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/gu, '')
    .replace(/^[_-]+/u, '');
}

function refusal(file: string, error: unknown): UserError {
  const stderr = isObject(error) && typeof error['stderr'] === 'string' ? error['stderr'].trim() : '';
  const said = stderr !== '' ? stderr : error instanceof Error ? error.message : String(error);
  const missing = /no such file|FileNotFound|ENOENT/iu.test(said);
  return new UserError(`the compose file ${missing ? 'does not exist' : 'cannot be read'}: ${said}`, {
    exitCode: EXIT.usage,
    where: file,
    try: missing ? 'paths in a manifest start at its folder' : `see for yourself: docker compose -f ${file} config`,
  });
}
