import { EXIT, UserError } from '../../errors/user-error.ts';
import { isGone } from '../docker-call-error.ts';
import type { DockerEngine } from '../engine.ts';
import type { TarEntry } from './tar-archive.ts';

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

/** What an image of ours is called and where it comes from. */
export interface ImageRecipe {
  /** `helper image`. */
  readonly what: string;
  readonly reference: string;
  readonly label: string;
  readonly version: string;
  /** Names one in a registry of the user's own. */
  readonly variable: string;
  /** A public image to build on, by digest, so that what is built on is what was looked at. */
  readonly base: string;
  /** What an imported image runs, as lines of a Dockerfile. */
  readonly changes: readonly string[];
  /** What this machine needs to make it of its own programs, in words: `install nftables and busybox-static here`. */
  readonly needs: string;
  /** Of which programs of this machine it is made, in words. */
  readonly ofHost: string;
  /** Its root as a tar, made of this machine's own programs. Throws a CannotAssemble where it has not got them. */
  assemble(arch: string, signal: AbortSignal): Promise<Buffer>;
  /** Files to build it from on `base`, without the line that names it and the label. */
  readonly dockerfile: readonly string[];
  /** Beside the Dockerfile. */
  context(): Promise<readonly TarEntry[]>;
}

/** The image of that name as the engine has it, or `null`. Throws a UserError (exit 6) where it is for another architecture than the engine's. */
export async function inspectImage(
  engine: DockerEngine,
  { what, variable }: Pick<ImageRecipe, 'what' | 'variable'>,
  reference: string,
  signal: AbortSignal,
): Promise<HelperImage | null> {
  const image = await engine
    .call(`looking for the image ${reference}`, (docker) => docker.getImage(reference).inspect(), { signal })
    .catch((error: unknown) => {
      if (isGone(error)) return null;
      throw error;
    });
  if (image === null) return null;
  if (image.Os === 'linux' && image.Architecture === engine.arch) return { id: image.Id, reference };
  throw new UserError(`the ${what} ${reference} is for ${image.Os}/${image.Architecture}, and the engine is linux/${engine.arch}`, {
    exitCode: EXIT.unreachable,
    where: reference,
    try: `make one for it: \`shakedown helper build\`, or name another in ${variable}`,
  });
}
