import { EXIT, UserError } from '../../errors/user-error.ts';
import type { DockerEngine } from '../engine.ts';
import { finishProgress } from './finish-progress.ts';
import { inspectImage } from './helper-image.ts';
import type { HelperImage, ImageRecipe } from './helper-image.ts';
import { HELPER_RECIPE } from './helper-recipe.ts';
import { makeImage } from './make-image.ts';

const PULL_LIMIT_MS = 120_000;

/** The helper image, from wherever it can be had. */
export function provideHelperImage(engine: DockerEngine, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<HelperImage> {
  return provideImage(engine, HELPER_RECIPE, env, signal);
}

/**
 * An image of ours, from wherever it can be had: the one that its variable names (pulled when the engine does not have it), the one on
 * the engine, one made now. Belongs before the baseline. Throws a UserError (exit 6) where there is none for this engine.
 */
export async function provideImage(
  engine: DockerEngine,
  recipe: ImageRecipe,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<HelperImage> {
  const named = env[recipe.variable] ?? '';
  if (named !== '') return (await inspectImage(engine, recipe, named, signal)) ?? pull(engine, recipe, named, signal);
  return (await inspectImage(engine, recipe, recipe.reference, signal)) ?? makeImage(engine, recipe, { from: 'any' }, signal);
}

async function pull(engine: DockerEngine, recipe: ImageRecipe, reference: string, signal: AbortSignal): Promise<HelperImage> {
  try {
    await engine.call(`pulling ${reference}`, async (docker) => finishProgress(docker, await docker.pull(reference)), {
      signal,
      limitMs: PULL_LIMIT_MS,
    });
  } catch (error) {
    if (error instanceof UserError || signal.aborted) throw error;
    throw missing(recipe, reference, error);
  }
  const image = await inspectImage(engine, recipe, reference, signal);
  if (image === null) throw missing(recipe, reference, null);
  return image;
}

function missing({ what, variable }: ImageRecipe, reference: string, cause: unknown): UserError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new UserError(`the ${what} ${reference} (${variable}) is not on the engine and cannot be pulled${why}`, {
    exitCode: EXIT.unreachable,
    where: variable,
    try: 'check its name and the registry, or load it: `shakedown helper load`',
    cause,
  });
}
