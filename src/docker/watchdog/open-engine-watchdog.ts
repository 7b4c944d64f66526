import { PassThrough } from 'node:stream';
import { AGENT_PATH } from '../agent/agent-image.ts';
import type { DockerEngine } from '../engine.ts';
import type { HelperImage } from '../helper/helper-image.ts';
import { heldConfig, heldHostConfig, holdContainer, START_LIMIT_MS } from '../leash/held-container.ts';

/** Where the engine's socket is in the watchdog's container. */
export const MOUNTED_SOCKET = '/run/engine.sock';

const CLOSE_GRACE_MS = 5_000;
const LAST_WORDS = 2_000;

export interface EngineWatchdogSpec {
  readonly image: HelperImage;
  readonly run: string;
  /** Of the engine, on its own machine. */
  readonly socket: string;
  readonly ttlMs: number;
  readonly nowMs: number;
}

/** A watchdog of ours in a container on the engine. Its input is our connection: its end is our death. */
export interface EngineWatchdog {
  readonly container: string;
  say(line: string): void;
  /** Resolves with its last words when it, or the connection to it, is gone. */
  readonly ended: Promise<string>;
  /** Ends its input and waits until it is gone. */
  close(signal: AbortSignal): Promise<void>;
}

/** Rejects, with nothing left behind, where the engine refuses it, or it does not say that it watches: the socket is not this engine's. */
export async function openEngineWatchdog(
  engine: DockerEngine,
  { image, run, socket, ttlMs, nowMs }: EngineWatchdogSpec,
  signal: AbortSignal,
): Promise<EngineWatchdog> {
  const held = await holdContainer(
    engine,
    {
      ...heldConfig({ role: 'watchdog', run, fault: '', ttlMs, nowMs }),
      Image: image.id,
      Cmd: ['node', AGENT_PATH, run, engine.id],
      // The socket's owner, without any capability.
      User: '0:0',
      WorkingDir: '/',
      HostConfig: { ...heldHostConfig(), NetworkMode: 'none', Mounts: [{ Type: 'bind', Source: socket, Target: MOUNTED_SOCKET }] },
    },
    signal,
  );
  const out = new PassThrough();
  const err = new PassThrough();
  let words = '';
  err.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-LAST_WORDS)));
  engine.docker.modem.demuxStream(held.stream, out, err);
  const ended = new Promise<string>((resolve) => {
    for (const event of ['error', 'end', 'close']) held.stream.on(event, () => resolve(words.trim()));
  });
  const watching = new Promise<null>((resolve) => out.once('data', () => resolve(null)));
  const late = new Promise<string>((resolve) => {
    AbortSignal.timeout(START_LIMIT_MS).addEventListener('abort', () => resolve('it says nothing'), { once: true });
  });
  const why = await Promise.race([watching, ended, late]);
  const close = (closing: AbortSignal): Promise<void> => held.close(closing, CLOSE_GRACE_MS);
  if (why === null) return { container: held.container, say: (line) => void held.stream.write(`${line}\n`), ended, close };
  await close(AbortSignal.timeout(2 * CLOSE_GRACE_MS)).catch(() => undefined);
  throw new Error(/^(?:\w*Error): (.+)$/mu.exec(why)?.[1] ?? why);
}
