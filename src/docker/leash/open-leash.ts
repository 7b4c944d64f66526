import type { DockerEngine } from '../engine.ts';
import type { HelperImage } from '../helper/helper-image.ts';
import { createConversation } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { heldConfig, heldHostConfig, holdContainer } from './held-container.ts';
import type { HeldContainer, HeldLabels } from './held-container.ts';
import { leashScript } from './leash-script.ts';

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

export interface LeashSpec extends HeldLabels {
  readonly image: HelperImage;
  readonly role: 'helper' | 'probe';
  /** Whose network namespace it joins; `null`: one of its own, without a network. */
  readonly networkOf: string | null;
  /** Sees the processes of the engine's machine. */
  readonly hostProcesses?: true;
  /** Further ways into a container or its cgroup. */
  readonly reach?: LeashReach;
  /** All others are dropped. */
  readonly capability: 'NET_ADMIN' | 'KILL' | null;
  readonly command: string;
  readonly after?: string;
}

/** A helper that lives as long as our connection to it, and whatever it holds no longer than itself. */
export interface Leash extends Pick<HeldContainer, 'container' | 'gone' | 'cut'> {
  readonly talk: Conversation;
  /** Ends its input and waits until it is gone; one that stays is killed. Idempotent. */
  close(signal: AbortSignal): Promise<void>;
}

/** Starts a helper on a leash. Rejects, with nothing left behind, where the engine refuses. */
export async function openLeash(engine: DockerEngine, spec: LeashSpec, signal: AbortSignal): Promise<Leash> {
  const held = await holdContainer(engine, leashConfig(spec), signal);
  const { container, stream, gone, cut } = held;
  const talk = createConversation(engine.docker, stream, `the helper ${container.slice(0, 12)}`);
  return { container, talk, gone, cut, close: (closing) => held.close(closing) };
}

/** Pure. What the engine is asked to make. */
export function leashConfig(spec: LeashSpec) {
  const { image, networkOf, capability } = spec;
  return {
    ...heldConfig(spec),
    Image: image.id,
    Cmd: ['sh', '-c', leashScript({ ...spec, amongOthers: spec.reach?.processesOf !== undefined })],
    User: spec.reach?.user ?? '0:0',
    Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'TERM=dumb'],
    HostConfig: {
      ...heldHostConfig(),
      NetworkMode: networkOf === null ? 'none' : `container:${networkOf}`,
      ...(spec.hostProcesses === true ? { PidMode: 'host' } : {}),
      ...reachOf(spec.reach ?? {}),
      CapAdd: [...(capability === null ? [] : [capability]), ...(spec.reach?.files === true ? ['SYS_PTRACE', 'DAC_OVERRIDE'] : [])],
    },
  };
}

function reachOf({ processesOf, cgroups = {}, holdBytes }: LeashReach) {
  return {
    ...(processesOf === undefined ? {} : { PidMode: `container:${processesOf}` }),
    // In one of its own, which engines give it with version 2, cgroup paths are told as seen from the helper's own cgroup, and the kernel
    // lets nobody move into another (ENOENT, for cgroups mounted with nsdelegate, as systemd does).
    ...(processesOf === undefined && Object.keys(cgroups).length === 0 ? {} : { CgroupnsMode: 'host' as const }),
    // Not `Binds`: those make folders that are not there.
    Mounts: Object.entries(cgroups).map(([Target, Source]) => ({ Type: 'bind' as const, Source, Target })),
    ...(holdBytes === undefined ? {} : { Tmpfs: { '/hold': `rw,noexec,nosuid,nodev,mode=700,size=${holdBytes}` } }),
  };
}
