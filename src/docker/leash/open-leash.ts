import type { DockerEngine } from '../engine.ts';
import type { HelperImage } from '../helper/helper-image.ts';
import { createConversation } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { heldConfig, heldHostConfig, holdContainer } from './held-container.ts';
import type { HeldContainer, HeldLabels } from './held-container.ts';
import { leashScript } from './leash-script.ts';

export interface LeashSpec extends HeldLabels {
  readonly image: HelperImage;
  readonly role: 'helper' | 'probe';
  /** Whose network namespace it joins; `null`: one of its own, without a network. */
  readonly networkOf: string | null;
  /** Sees the processes of the engine's machine. */
  readonly hostProcesses?: true;
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
  const held = await holdContainer(engine, configOf(spec), signal);
  const { container, stream, gone, cut } = held;
  const talk = createConversation(engine.docker, stream, `the helper ${container.slice(0, 12)}`);
  return { container, talk, gone, cut, close: (closing) => held.close(closing) };
}

function configOf(spec: LeashSpec) {
  const { image, networkOf, capability } = spec;
  return {
    ...heldConfig(spec),
    Image: image.id,
    Cmd: ['sh', '-c', leashScript(spec)],
    User: '0:0',
    Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'TERM=dumb'],
    HostConfig: {
      ...heldHostConfig(),
      NetworkMode: networkOf === null ? 'none' : `container:${networkOf}`,
      ...(spec.hostProcesses === true ? { PidMode: 'host' } : {}),
      CapAdd: capability === null ? [] : [capability],
    },
  };
}
