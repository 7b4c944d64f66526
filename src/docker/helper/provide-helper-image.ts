import { EXIT, UserError } from '../../errors/user-error.ts';
import type { DockerEngine } from '../engine.ts';
import { finishProgress } from './finish-progress.ts';
import { HELPER_REFERENCE, HELPER_VARIABLE, inspectHelperImage } from './helper-image.ts';
import type { HelperImage } from './helper-image.ts';
import { makeHelperImage } from './make-helper-image.ts';

const PULL_LIMIT_MS = 120_000;

/**
 * The helper image, from wherever it can be had: the one that `SHAKEDOWN_HELPER_IMAGE` names (pulled when the engine does not have it),
 * the one on the engine, one made now. Belongs before the baseline. Throws a UserError (exit 6) where there is none for this engine.
 */
export async function provideHelperImage(engine: DockerEngine, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<HelperImage> {
  const named = env[HELPER_VARIABLE] ?? '';
  if (named !== '') return (await inspectHelperImage(engine, named, signal)) ?? pull(engine, named, signal);
  return (await inspectHelperImage(engine, HELPER_REFERENCE, signal)) ?? makeHelperImage(engine, { from: 'any' }, signal);
}

async function pull(engine: DockerEngine, reference: string, signal: AbortSignal): Promise<HelperImage> {
  try {
    await engine.call(`pulling ${reference}`, async (docker) => finishProgress(docker, await docker.pull(reference)), {
      signal,
      limitMs: PULL_LIMIT_MS,
    });
  } catch (error) {
    if (error instanceof UserError || signal.aborted) throw error;
    throw missing(reference, error);
  }
  const image = await inspectHelperImage(engine, reference, signal);
  if (image === null) throw missing(reference, null);
  return image;
}

function missing(reference: string, cause: unknown): UserError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new UserError(`the helper image ${reference} (${HELPER_VARIABLE}) is not on the engine and cannot be pulled${why}`, {
    exitCode: EXIT.unreachable,
    where: HELPER_VARIABLE,
    try: 'check its name and the registry, or load it: `shakedown helper load`',
    cause,
  });
}
