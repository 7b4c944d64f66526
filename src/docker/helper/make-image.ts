import { Readable } from 'node:stream';
import { EXIT, UserError } from '../../errors/user-error.ts';
import type { DockerEngine } from '../engine.ts';
import { CannotAssemble } from './assemble-helper.ts';
import { finishProgress } from './finish-progress.ts';
import { inspectImage } from './helper-image.ts';
import type { HelperImage, ImageRecipe } from './helper-image.ts';
import { tarArchive } from './tar-archive.ts';

const IMPORT_LIMIT_MS = 60_000;
const BUILD_LIMIT_MS = 300_000;

export interface MakeOptions {
  /** `host`: of this machine's programs; `base`: from a public base image; `any`: the first of these that can be done. */
  readonly from: 'host' | 'base' | 'any';
  /** Instead of the recipe’s. */
  readonly base?: string;
}

/** Makes an image of ours on the engine under its name. Throws a UserError (exit 6) that says for each way why it cannot be gone. */
export async function makeImage(
  engine: DockerEngine,
  recipe: ImageRecipe,
  options: MakeOptions,
  signal: AbortSignal,
): Promise<HelperImage & { readonly made: string }> {
  const refusals: string[] = [];
  if (options.from !== 'base') {
    try {
      await importImage(engine, recipe, await recipe.assemble(engine.arch, signal), signal);
      return { ...(await made(engine, recipe, signal)), made: `of this machine’s own ${recipe.ofHost}` };
    } catch (error) {
      if (!(error instanceof CannotAssemble)) throw error;
      refusals.push(error.message);
    }
  }
  if (options.from !== 'host') {
    const base = options.base ?? recipe.base;
    try {
      await buildImage(engine, recipe, base, signal);
      return { ...(await made(engine, recipe, signal)), made: `from ${base}` };
    } catch (error) {
      if (error instanceof UserError) throw error;
      refusals.push(`building it from ${base} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new UserError(`no ${recipe.what} could be made: ${refusals.join('; ')}`, {
    exitCode: EXIT.unreachable,
    where: engine.address.url,
    try: `${recipe.needs}, or bring an image along (\`shakedown helper save\` elsewhere, \`shakedown helper load\` here), or name one in ${recipe.variable}`,
  });
}

async function made(engine: DockerEngine, recipe: ImageRecipe, signal: AbortSignal): Promise<HelperImage> {
  const image = await inspectImage(engine, recipe, recipe.reference, signal);
  if (image === null) throw new Error(`the engine made ${recipe.reference}, and does not have it`);
  return image;
}

async function importImage(engine: DockerEngine, recipe: ImageRecipe, archive: Buffer, signal: AbortSignal): Promise<void> {
  const [repo, tag] = recipe.reference.split(':');
  const changes = [`LABEL ${recipe.label}=${recipe.version}`, ...recipe.changes].join('\n');
  await engine.call(
    `importing the ${recipe.what}`,
    async (docker) => finishProgress(docker, await docker.importImage(Readable.from([archive]), { repo, tag, changes })),
    { signal, limitMs: IMPORT_LIMIT_MS },
  );
}

async function buildImage(engine: DockerEngine, recipe: ImageRecipe, base: string, signal: AbortSignal): Promise<void> {
  const dockerfile = [`FROM ${base}`, ...recipe.dockerfile, `LABEL ${recipe.label}=${recipe.version}`].join('\n');
  const files = await recipe.context();
  const context = tarArchive([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(`${dockerfile}\n`) }, ...files]);
  await engine.call(
    `building the ${recipe.what}`,
    async (docker) =>
      finishProgress(docker, await docker.buildImage(Readable.from([context]), { t: recipe.reference, rm: true, forcerm: true })),
    { signal, limitMs: BUILD_LIMIT_MS },
  );
}
