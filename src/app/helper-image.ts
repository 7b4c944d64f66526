import { createReadStream, createWriteStream } from 'node:fs';
import { stat, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { agentRecipe } from '../docker/agent/agent-recipe.ts';
import { connectEngine } from '../docker/engine.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { exportImages } from '../docker/helper/export-images.ts';
import { finishProgress } from '../docker/helper/finish-progress.ts';
import { HELPER_REFERENCE, inspectImage } from '../docker/helper/helper-image.ts';
import type { ImageRecipe } from '../docker/helper/helper-image.ts';
import { HELPER_RECIPE } from '../docker/helper/helper-recipe.ts';
import { makeImage } from '../docker/helper/make-image.ts';
import type { MakeOptions } from '../docker/helper/make-image.ts';
import { watchdogRecipe } from '../docker/watchdog/watchdog-recipe.ts';
import { resolveEngine } from '../docker/resolve-engine.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { agentProgram } from './agent-program.ts';
import { engineWatchdogProgram } from './engine-watchdog-program.ts';

const LIMIT_MS = 300_000;

export interface HelperOptions {
  /** `--engine`. */
  readonly engine: string | null;
}

export interface OwnImage {
  readonly image: string;
  readonly id: string;
}

/** What a helper command did, also as `--json`. */
export interface HelperResult {
  readonly schema: 'shakedown.helper/v1';
  readonly image: string;
  readonly id: string;
  /** The helper's, the fault proxy's, and that of the watchdog on an engine. */
  readonly images: readonly OwnImage[];
  readonly architecture: string;
  readonly engine: string;
  /** One sentence for people. */
  readonly message: string;
}

/** Makes the images of ours on the engine, anew: of helpers, of the fault proxy, and of the watchdog that may stand there. */
export async function buildHelper(options: HelperOptions & Pick<MakeOptions, 'from'>): Promise<HelperResult> {
  const engine = await engineOf(options);
  const images: OwnImage[] = [];
  const words: string[] = [];
  for (const recipe of await ownRecipes()) {
    const { id, made } = await makeImage(engine, recipe, { from: options.from }, AbortSignal.timeout(LIMIT_MS));
    images.push({ image: recipe.reference, id });
    words.push(`${recipe.reference} is on ${engine.name}, made ${made}`);
  }
  return result(engine, images, words.join('; '));
}

/**
 * Writes our images into a tar that `loadHelper`, and `docker load`, can read: the helper's, and the proxy's and the watchdog's where the engine has them.
 * Throws a UserError where it has not the helper's.
 */
export async function saveHelper({ file, ...options }: HelperOptions & { readonly file: string }): Promise<HelperResult> {
  const engine = await engineOf(options);
  const signal = AbortSignal.timeout(LIMIT_MS);
  const images = await standing(engine, signal);
  const [first] = images;
  if (first?.image !== HELPER_REFERENCE) throw missing(engine);
  const names = images.map(({ image }) => image);
  const stream = await engine.call('saving the images', (docker) => exportImages(docker, names), { signal });
  try {
    await pipeline(stream, createWriteStream(file, { flags: 'wx' }), { signal });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) await rm(file, { force: true });
    throw cannot('written', file, error, exists ? 'name another file' : 'check the path and the space on the disk');
  }
  const { size } = await stat(file);
  return result(engine, images, `${listed(names)} of ${engine.name} ${are(names)} in ${file} (${(size / 1e6).toFixed(1)} MB)`);
}

/** Puts the images of a tar on the engine. Throws a UserError where the file holds no helper image, or one for another architecture. */
export async function loadHelper({ file, ...options }: HelperOptions & { readonly file: string }): Promise<HelperResult> {
  const engine = await engineOf(options);
  const signal = AbortSignal.timeout(LIMIT_MS);
  await stat(file).catch((error: unknown) => {
    throw cannot('read', file, error, 'check the path; `shakedown helper save` writes one');
  });
  try {
    await engine.call('loading the images', async (docker) => finishProgress(docker, await docker.loadImage(createReadStream(file))), {
      signal,
      limitMs: LIMIT_MS,
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw cannot('loaded', file, error, 'it must be a tar of `shakedown helper save`');
  }
  const images = await standing(engine, signal);
  if (images[0]?.image !== HELPER_REFERENCE)
    throw cannot('used', file, new Error(`it does not hold ${HELPER_REFERENCE}`), 'write it with `shakedown helper save` of this version');
  const names = images.map(({ image }) => image);
  return result(engine, images, `${listed(names)} ${are(names)} on ${engine.name}, from ${file}`);
}

async function ownRecipes(): Promise<readonly ImageRecipe[]> {
  return [HELPER_RECIPE, agentRecipe(await agentProgram()), watchdogRecipe(await engineWatchdogProgram())];
}

async function standing(engine: DockerEngine, signal: AbortSignal): Promise<OwnImage[]> {
  const recipes = await ownRecipes();
  const found = await Promise.all(recipes.map((recipe) => inspectImage(engine, recipe, recipe.reference, signal)));
  return found.flatMap((one) => (one === null ? [] : [{ image: one.reference, id: one.id }]));
}

/** `a, b and c`. */
function listed(names: readonly string[]): string {
  return [...names.slice(0, -2), names.slice(-2).join(' and ')].join(', ');
}

function are(names: readonly string[]): string {
  return names.length === 1 ? 'is' : 'are';
}

async function engineOf({ engine }: HelperOptions): Promise<DockerEngine> {
  // An image harms nobody: an engine elsewhere needs no manifest that allows it.
  const address = await resolveEngine({ flag: engine, manifest: engine, env: process.env });
  return connectEngine(address, AbortSignal.timeout(LIMIT_MS));
}

function result(engine: DockerEngine, images: readonly OwnImage[], message: string): HelperResult {
  const { id } = images[0] ?? { id: '' };
  return {
    schema: 'shakedown.helper/v1',
    image: HELPER_REFERENCE,
    id,
    images,
    architecture: engine.arch,
    engine: engine.address.url,
    message,
  };
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
