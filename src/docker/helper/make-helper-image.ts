import { Readable } from 'node:stream';
import { EXIT, UserError } from '../../errors/user-error.ts';
import type { DockerEngine } from '../engine.ts';
import { CannotAssemble, assembleHelper } from './assemble-helper.ts';
import { finishProgress } from './finish-progress.ts';
import { HELPER_LABEL, HELPER_REFERENCE, HELPER_VARIABLE, HELPER_VERSION, inspectHelperImage } from './helper-image.ts';
import type { HelperImage } from './helper-image.ts';
import { tarArchive } from './tar-archive.ts';

/** alpine 3.20.3, for every architecture it has. A digest, so that what is built on is what was looked at. */
export const HELPER_BASE = 'alpine@sha256:beefdbd8a1da6d2915566fde36db9db0b524eb737fc57cd1367effd16dc0d06d';

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
const IMPORT_LIMIT_MS = 60_000;
const BUILD_LIMIT_MS = 300_000;

export interface MakeOptions {
  /** `host`: of this machine's programs; `base`: from a public base image; `any`: the first of these that can be done. */
  readonly from: 'host' | 'base' | 'any';
  /** Instead of `HELPER_BASE`. */
  readonly base?: string;
}

/** Makes the helper image on the engine under its name. Throws a UserError (exit 6) that says for each way why it cannot be gone. */
export async function makeHelperImage(
  engine: DockerEngine,
  options: MakeOptions,
  signal: AbortSignal,
): Promise<HelperImage & { readonly made: string }> {
  const refusals: string[] = [];
  if (options.from !== 'base') {
    try {
      await importHelper(engine, await assembleHelper(engine.arch, signal), signal);
      return { ...(await made(engine, signal)), made: 'of this machine’s own nft and busybox' };
    } catch (error) {
      if (!(error instanceof CannotAssemble)) throw error;
      refusals.push(error.message);
    }
  }
  if (options.from !== 'host') {
    const base = options.base ?? HELPER_BASE;
    try {
      await buildHelper(engine, base, signal);
      return { ...(await made(engine, signal)), made: `from ${base}` };
    } catch (error) {
      if (error instanceof UserError) throw error;
      refusals.push(`building it from ${base} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new UserError(`no helper image could be made: ${refusals.join('; ')}`, {
    exitCode: EXIT.unreachable,
    where: engine.address.url,
    try: `install nftables and busybox-static here, or bring an image along (\`shakedown helper save\` elsewhere, \`shakedown helper load\` here), or name one in ${HELPER_VARIABLE}`,
  });
}

async function made(engine: DockerEngine, signal: AbortSignal): Promise<HelperImage> {
  const image = await inspectHelperImage(engine, HELPER_REFERENCE, signal);
  if (image === null) throw new Error(`the engine made ${HELPER_REFERENCE}, and does not have it`);
  return image;
}

async function importHelper(engine: DockerEngine, archive: Buffer, signal: AbortSignal): Promise<void> {
  const [repo, tag] = HELPER_REFERENCE.split(':');
  const changes = `LABEL ${HELPER_LABEL}=${HELPER_VERSION}\nENV PATH=${PATH}\nCMD ["sh"]`;
  await engine.call(
    'importing the helper image',
    async (docker) => finishProgress(docker, await docker.importImage(Readable.from([archive]), { repo, tag, changes })),
    { signal, limitMs: IMPORT_LIMIT_MS },
  );
}

async function buildHelper(engine: DockerEngine, base: string, signal: AbortSignal): Promise<void> {
  const dockerfile = [
    `FROM ${base}`,
    // A base that has it already needs no network.
    'RUN command -v nft && command -v prlimit || apk add --no-cache nftables util-linux-misc',
    `LABEL ${HELPER_LABEL}=${HELPER_VERSION}`,
    'CMD ["sh"]',
  ].join('\n');
  const context = tarArchive([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(`${dockerfile}\n`) }]);
  await engine.call(
    'building the helper image',
    async (docker) =>
      finishProgress(docker, await docker.buildImage(Readable.from([context]), { t: HELPER_REFERENCE, rm: true, forcerm: true })),
    { signal, limitMs: BUILD_LIMIT_MS },
  );
}
