import type { LeashSpec } from '../../../../docker/leash/open-leash.ts';
import type { InsideLook, LookSpec } from '../../../../docker/leash/look-inside.ts';
import type { DockerStack } from '../../../../docker/docker-stack.ts';
import type { Finding } from '../findings.ts';

/** What a helper waits for: what it says before it is asked is not heard. */
export const GO = 'go\n';

/** What a helper says when it holds what it is to hold. */
export const HELD = '@@held';

export interface HeldParts {
  readonly stack: DockerStack;
  /** What helpers and observers have in common. */
  readonly look: LookSpec;
  readonly inside: InsideLook;
  readonly allowHostDisk: boolean;
}

/** What is held of one container, in this run of it. */
export interface HeldWork {
  readonly what: string;
  readonly unit: string;
  /** Prints `HELD` when it does, then lives as long as its input. */
  readonly helper: Pick<LeashSpec, 'command' | 'reach'>;
  /** By an observer that is not the helper. `isHeld`: the engine says that the helper stands. */
  prove(signal: AbortSignal, isHeld: boolean): Promise<Finding>;
  /** When the helper is gone. */
  proveGone(signal: AbortSignal): Promise<Finding>;
}
