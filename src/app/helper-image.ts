import { createReadStream, createWriteStream } from 'node:fs';
import { stat, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { connectEngine } from '../docker/engine.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { finishProgress } from '../docker/helper/finish-progress.ts';
import { HELPER_REFERENCE, inspectImage } from '../docker/helper/helper-image.ts';
import { HELPER_RECIPE } from '../docker/helper/helper-recipe.ts';
import { makeImage } from '../docker/helper/make-image.ts';
import type { MakeOptions } from '../docker/helper/make-image.ts';
import { resolveEngine } from '../docker/resolve-engine.ts';
import { EXIT, UserError } from '../errors/user-error.ts';

const LIMIT_MS = 300_000;

export interface HelperOptions {
  /** `--engine`. */
  readonly engine: string | null;
}

/** What a helper command did, also as `--json`. */
export interface HelperResult {
  readonly schema: 'shakedown.helper/v1';
  readonly image: string;
  readonly id: string;
  readonly architecture: string;
  readonly engine: string;
  /** One sentence for people. */
  readonly message: string;
}

/** Makes the helper image on the engine, anew. */
export async function buildHelper(options: HelperOptions & Pick<MakeOptions, 'from'>): Promise<HelperResult> {
  const engine = await engineOf(options);
  const { id, made } = await makeImage(engine, HELPER_RECIPE, { from: options.from }, AbortSignal.timeout(LIMIT_MS));
  return result(engine, id, `${HELPER_REFERENCE} is on ${engine.name}, made ${made}`);
}

/** Writes the helper image into a tar that `loadHelper`, and `docker load`, can read. Throws a UserError where it is not on the engine. */
export async function saveHelper({ file, ...options }: HelperOptions & { readonly file: string }): Promise<HelperResult> {
  const engine = await engineOf(options);
  const signal = AbortSignal.timeout(LIMIT_MS);
  const image = await inspectImage(engine, HELPER_RECIPE, HELPER_REFERENCE, signal);
  if (image === null) throw missing(engine);
  const stream = await engine.call('saving the helper image', (docker) => docker.getImage(HELPER_REFERENCE).get(), { signal });
  try {
    await pipeline(stream, createWriteStream(file, { flags: 'wx' }), { signal });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) await rm(file, { force: true });
    throw cannot('written', file, error, exists ? 'name another file' : 'check the path and the space on the disk');
  }
  const { size } = await stat(file);
  return result(engine, image.id, `${HELPER_REFERENCE} of ${engine.name} is in ${file} (${(size / 1e6).toFixed(1)} MB)`);
}

/** Puts the helper image of a tar on the engine. Throws a UserError where the file holds none, or one for another architecture. */
export async function loadHelper({ file, ...options }: HelperOptions & { readonly file: string }): Promise<HelperResult> {
  const engine = await engineOf(options);
  const signal = AbortSignal.timeout(LIMIT_MS);
  await stat(file).catch((error: unknown) => {
    throw cannot('read', file, error, 'check the path; `shakedown helper save` writes one');
  });
  try {
    await engine.call(
      'loading the helper image',
      async (docker) => finishProgress(docker, await docker.loadImage(createReadStream(file))),
      {
        signal,
        limitMs: LIMIT_MS,
      },
    );
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw cannot('loaded', file, error, 'it must be a tar of `shakedown helper save`');
  }
  const image = await inspectImage(engine, HELPER_RECIPE, HELPER_REFERENCE, signal);
  if (image === null)
    throw cannot('used', file, new Error(`it does not hold ${HELPER_REFERENCE}`), 'write it with `shakedown helper save` of this version');
  return result(engine, image.id, `${HELPER_REFERENCE} is on ${engine.name}, from ${file}`);
}

async function engineOf({ engine }: HelperOptions): Promise<DockerEngine> {
  // An image harms nobody: an engine elsewhere needs no manifest that allows it.
  const address = await resolveEngine({ flag: engine, manifest: engine, env: process.env });
  return connectEngine(address, AbortSignal.timeout(LIMIT_MS));
}

function result(engine: DockerEngine, id: string, message: string): HelperResult {
  return { schema: 'shakedown.helper/v1', image: HELPER_REFERENCE, id, architecture: engine.arch, engine: engine.address.url, message };
}

function missing(engine: DockerEngine): UserError {
  return new UserError(`${HELPER_REFERENCE} is not on the engine at ${engine.address.url}`, {
    exitCode: EXIT.unreachable,
    where: engine.address.url,
    try: 'make it first: `shakedown helper build`',
  });
}

function cannot(what: string, file: string, cause: unknown, advice: string): UserError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`${file} cannot be ${what}: ${why}`, { exitCode: EXIT.usage, where: file, try: advice, cause });
}
