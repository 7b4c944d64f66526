import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isGone } from '../docker-call-error.ts';
import type { DockerEngine } from '../engine.ts';
import type { HelperImage } from '../helper/helper-image.ts';
import { EXPERIMENT_LABEL, EXPIRES_LABEL, FAULT_LABEL, ROLE_LABEL, RUN_LABEL } from '../labels.ts';
import type { Role } from '../labels.ts';
import { createConversation } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { leashScript } from './leash-script.ts';

const START_LIMIT_MS = 20_000;
const CLOSE_LIMIT_MS = 5_000;

type Capability = 'NET_ADMIN' | 'KILL';

/** What a helper sees of the container that it is for; of each the least that does. */
export interface LeashReach {
  /** Among the processes of this container: it ends with that run of it, and finds its files under /proc/1/root. */
  readonly processesOf?: string;
  /** May look at and write all of that container's files: needed for /proc/1/root. */
  readonly files?: true;
  /** Runs as this one, `uid:gid`; as root by default. */
  readonly user?: string;
  /** Cgroup folders on the engine's machine by the path at which they are mounted. A folder that is not there is refused by the engine. */
  readonly cgroups?: Readonly<Record<string, string>>;
  /** An own memory disk at /hold, of so many bytes. */
  readonly holdBytes?: number;
}

export interface LeashSpec {
  readonly image: HelperImage;
  readonly role: Extract<Role, 'helper' | 'probe'>;
  readonly run: string;
  readonly fault: string;
  readonly experiment?: string;
  /** Whose network namespace it joins; `null`: one of its own, without a network. */
  readonly networkOf: string | null;
  /** Sees the processes of the engine's machine. */
  readonly hostProcesses?: true;
  /** Further ways into a container or its cgroup. */
  readonly reach?: LeashReach;
  /** All others are dropped. */
  readonly capability: Capability | null;
  readonly command: string;
  readonly after?: string;
  readonly ttlMs: number;
  /** Wall clock in ms, for the label that says when nobody counts on it any more. */
  readonly nowMs: number;
}

/** A helper that lives as long as our connection to it, and whatever it holds no longer than itself. */
export interface Leash {
  readonly container: string;
  readonly talk: Conversation;
  /** Resolves when the engine has no such container any more, or when the connection on which that was asked is cut. */
  readonly gone: Promise<void>;
  /** Ends its input and waits until it is gone; one that stays is killed. Idempotent. */
  close(signal: AbortSignal): Promise<void>;
  /** Cuts the connection, as our death would. */
  cut(): void;
}

/** Starts a helper on a leash. Rejects, with nothing left behind, where the engine refuses. */
export async function openLeash(engine: DockerEngine, spec: LeashSpec, signal: AbortSignal): Promise<Leash> {
  const created = await engine.call('creating a helper', (docker) => docker.createContainer(configOf(spec)), {
    signal,
    limitMs: START_LIMIT_MS,
  });
  const container = created.id;
  try {
    const stream = await engine.call(
      'attaching to a helper',
      () => created.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }),
      {
        signal,
        limitMs: START_LIMIT_MS,
      },
    );
    const talk = createConversation(engine.docker, asDuplex(stream), `the helper ${container.slice(0, 12)}`);
    // Asked before it runs, so that its end cannot be missed.
    const gone = waitUntilRemoved(engine, container);
    await engine.call('starting a helper', () => created.start(), { signal, limitMs: START_LIMIT_MS });
    return {
      container,
      talk,
      gone,
      cut: () => asDuplex(stream).destroy(),
      async close(closing) {
        talk.end();
        const ended = await Promise.race([gone.then(() => true), sleep(CLOSE_LIMIT_MS, false, { signal: closing, ref: false })]);
        // Our wait for its end may have ended with the connection, which says nothing of the helper.
        if (!ended || (await exists(engine, container, closing))) await removeContainer(engine, container, closing);
      },
    };
  } catch (error) {
    await removeContainer(engine, container, AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
    throw error;
  }
}

/** Ends a container and takes it away, whatever its state. One that is not there is fine. */
export async function removeContainer(engine: DockerEngine, container: string, signal: AbortSignal): Promise<void> {
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

async function exists(engine: DockerEngine, container: string, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.call('looking at a helper', (docker) => docker.getContainer(container).inspect(), { signal });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** The engine's answer comes when the container is removed; it has no time limit, and a cut connection tells nothing. */
async function waitUntilRemoved(engine: DockerEngine, container: string): Promise<void> {
  await engine.docker
    .getContainer(container)
    .wait({ condition: 'removed' })
    .catch(() => undefined);
}

function configOf(spec: LeashSpec) {
  const { image, role, run, fault, experiment, networkOf, capability } = spec;
  return {
    Image: image.id,
    Cmd: ['sh', '-c', leashScript(spec)],
    Entrypoint: [],
    User: spec.reach?.user ?? '0:0',
    Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'TERM=dumb'],
    Labels: {
      [ROLE_LABEL]: role,
      [RUN_LABEL]: run,
      [FAULT_LABEL]: fault,
      [EXPIRES_LABEL]: new Date(spec.nowMs + spec.ttlMs).toISOString(),
      ...(experiment === undefined ? {} : { [EXPERIMENT_LABEL]: experiment }),
    },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      AutoRemove: true,
      NetworkMode: networkOf === null ? 'none' : `container:${networkOf}`,
      ...(spec.hostProcesses === true ? { PidMode: 'host' } : {}),
      ...reachOf(spec.reach ?? {}),
      CapDrop: ['ALL'],
      CapAdd: [...(capability === null ? [] : [capability]), ...(spec.reach?.files === true ? ['SYS_PTRACE', 'DAC_OVERRIDE'] : [])],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      // What it says is for us alone.
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

function reachOf({ processesOf, cgroups = {}, holdBytes }: LeashReach) {
  return {
    // Without it, cgroup paths are told as seen from the helper's own.
    ...(processesOf === undefined ? {} : { PidMode: `container:${processesOf}`, CgroupnsMode: 'host' as const }),
    // Not `Binds`: those make folders that are not there.
    Mounts: Object.entries(cgroups).map(([Target, Source]) => ({ Type: 'bind' as const, Source, Target })),
    ...(holdBytes === undefined ? {} : { Tmpfs: { '/hold': `rw,noexec,nosuid,nodev,mode=700,size=${holdBytes}` } }),
  };
}

function asDuplex(stream: NodeJS.ReadWriteStream): Duplex {
  if (stream instanceof Duplex) return stream;
  throw new Error('the engine’s stream is no stream');
}
