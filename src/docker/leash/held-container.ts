import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerCreateOptions } from 'dockerode';
import { isGone } from '../docker-call-error.ts';
import type { EngineCalls } from '../engine.ts';
import { EXPERIMENT_LABEL, EXPIRES_LABEL, FAULT_LABEL, ROLE_LABEL, RUN_LABEL } from '../labels.ts';
import type { Role } from '../labels.ts';

export const START_LIMIT_MS = 20_000;
const CLOSE_LIMIT_MS = 5_000;

/** A container whose stdin is our connection, and that ends with it. */
export interface HeldContainer {
  readonly container: string;
  /** What it prints comes in frames; what is written goes to its stdin. */
  readonly stream: Duplex;
  /** Resolves when the engine has no such container any more, or when the connection on which that was asked is cut. */
  readonly gone: Promise<void>;
  /** Ends its input and waits until it is gone; one that stays longer than `limitMs` (5 s unless told) is killed. Idempotent. */
  close(signal: AbortSignal, limitMs?: number): Promise<void>;
  /** Cuts the connection, as our death would. */
  cut(): void;
}

export interface HeldLabels {
  readonly role: Role;
  readonly run: string;
  readonly fault: string;
  readonly experiment?: string;
  readonly ttlMs: number;
  /** Wall clock in ms, for the label that says when nobody counts on it any more. */
  readonly nowMs: number;
}

/** What every container of ours has that lives as long as our connection to it. */
export function heldConfig(labels: HeldLabels): ContainerCreateOptions {
  const { role, run, fault, experiment, ttlMs, nowMs } = labels;
  return {
    Entrypoint: [],
    Labels: {
      [ROLE_LABEL]: role,
      [RUN_LABEL]: run,
      [FAULT_LABEL]: fault,
      [EXPIRES_LABEL]: new Date(nowMs + ttlMs).toISOString(),
      ...(experiment === undefined ? {} : { [EXPERIMENT_LABEL]: experiment }),
    },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    Healthcheck: { Test: ['NONE'] },
  };
}

/** The part of `HostConfig` that is the same for all of them. */
export function heldHostConfig(): NonNullable<ContainerCreateOptions['HostConfig']> {
  return {
    AutoRemove: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: true,
    // What it says is for us alone.
    LogConfig: { Type: 'none', Config: {} },
  };
}

/**
 * Creates, attaches to and starts a container; `beforeStart` acts in between. Rejects, with nothing left behind, where the engine
 * refuses.
 */
export async function holdContainer(
  engine: EngineCalls,
  config: ContainerCreateOptions,
  signal: AbortSignal,
  beforeStart: (container: string) => Promise<void> = async () => {},
): Promise<HeldContainer> {
  const limits = { signal, limitMs: START_LIMIT_MS };
  signal.throwIfAborted();
  // Whoever stops waiting does not stop the engine: it would make a container that nobody knows of. What comes too late is removed below.
  const created = await engine.call('creating a helper', (docker) => docker.createContainer(config), { limitMs: START_LIMIT_MS });
  const container = created.id;
  let attaching: Promise<NodeJS.ReadWriteStream> | null = null;
  try {
    const attached = await engine.call(
      'attaching to a helper',
      () => (attaching = created.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })),
      limits,
    );
    const stream = asDuplex(attached);
    // A connection that is cut is an end, which whoever reads it sees.
    stream.on('error', () => undefined);
    await beforeStart(container);
    // Asked before it runs, so that its end cannot be missed.
    const gone = waitUntilRemoved(engine, container);
    await engine.call('starting a helper', () => created.start(), limits);
    return {
      container,
      stream,
      gone,
      cut: () => stream.destroy(),
      async close(closing, limitMs = CLOSE_LIMIT_MS) {
        stream.end();
        const ended = await Promise.race([gone.then(() => true), sleep(limitMs, false, { signal: closing, ref: false })]);
        // Our wait for its end may have ended with the connection, which says nothing of the helper.
        if (!ended || (await exists(engine, container, closing))) await removeContainer(engine, container, closing);
      },
    };
  } catch (error) {
    void hangUp(attaching);
    await removeContainer(engine, container, AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
    throw error;
  }
}

/**
 * Engines end no connection to a container that never ran, and one that is open keeps our process from ending: so we do, also where it comes
 * after nobody waits for it any more.
 */
async function hangUp(attaching: Promise<NodeJS.ReadWriteStream> | null): Promise<void> {
  const attached = await attaching?.catch(() => null);
  if (attached instanceof Duplex) attached.on('error', () => undefined).destroy();
}

/** Ends a container and takes it away, whatever its state. One that is not there is fine. */
export async function removeContainer(engine: EngineCalls, container: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.call('removing a helper', (docker) => docker.getContainer(container).remove({ force: true, v: true }), { signal });
  } catch (error) {
    // 409: its own end is taking it away at this moment.
    if (isGone(error)) return;
    for (let tries = 0; tries < 20; tries += 1) {
      await sleep(50, undefined, { signal });
      if (!(await exists(engine, container, signal))) return;
    }
    throw error;
  }
}

async function exists(engine: EngineCalls, container: string, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.call('looking at a helper', (docker) => docker.getContainer(container).inspect(), { signal });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** The engine's answer comes when the container is removed; it has no time limit, and a cut connection tells nothing. */
async function waitUntilRemoved(engine: EngineCalls, container: string): Promise<void> {
  await engine.docker
    .getContainer(container)
    .wait({ condition: 'removed' })
    .catch(() => undefined);
}

function asDuplex(stream: NodeJS.ReadWriteStream): Duplex {
  if (stream instanceof Duplex) return stream;
  throw new Error('the engine’s stream is no stream');
}
