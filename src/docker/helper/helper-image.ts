import { EXIT, UserError } from '../../errors/user-error.ts';
import { isGone } from '../docker-call-error.ts';
import type { DockerEngine } from '../engine.ts';

/** Of what the image holds; an image of another version is not used. */
export const HELPER_VERSION = '2';
export const HELPER_REFERENCE = `shakedown-helper:${HELPER_VERSION}`;
/** On an image of ours: its `HELPER_VERSION`. */
export const HELPER_LABEL = 'dev.shakedown.helper';
/** Names an image in a registry of the user's own. */
export const HELPER_VARIABLE = 'SHAKEDOWN_HELPER_IMAGE';

/** An image on the engine from which helpers are started: `nft`, `prlimit`, a busybox, nothing else. */
export interface HelperImage {
  /** `sha256:…`: what runs is what was checked, whatever becomes of the name. */
  readonly id: string;
  readonly reference: string;
}

/** The image of that name as the engine has it, or `null`. Throws a UserError (exit 6) where it is for another architecture than the engine's. */
export async function inspectHelperImage(engine: DockerEngine, reference: string, signal: AbortSignal): Promise<HelperImage | null> {
  const image = await engine
    .call(`looking for the image ${reference}`, (docker) => docker.getImage(reference).inspect(), { signal })
    .catch((error: unknown) => {
      if (isGone(error)) return null;
      throw error;
    });
  if (image === null) return null;
  if (image.Os === 'linux' && image.Architecture === engine.arch) return { id: image.Id, reference };
  throw new UserError(`the helper image ${reference} is for ${image.Os}/${image.Architecture}, and the engine is linux/${engine.arch}`, {
    exitCode: EXIT.unreachable,
    where: reference,
    try: `make one for it: \`shakedown helper build\`, or name another in ${HELPER_VARIABLE}`,
  });
}
