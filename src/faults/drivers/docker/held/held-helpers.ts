import type { DockerStack } from '../../../../docker/docker-stack.ts';
import { openLeash } from '../../../../docker/leash/open-leash.ts';
import type { Leash } from '../../../../docker/leash/open-leash.ts';
import type { LookSpec } from '../../../../docker/leash/look-inside.ts';
import type { StackContainer } from '../../../../docker/stack-container.ts';
import { GO, HELD } from './held-work.ts';
import type { HeldWork } from './held-work.ts';

export interface HeldHelpersSpec {
  readonly look: LookSpec;
  readonly victims: readonly string[];
  /** Looks at a victim anew, for this run of it. */
  readonly plan: (container: StackContainer, signal: AbortSignal) => Promise<HeldWork>;
  readonly onReapplied: (victim: string, afterMs: number) => void;
}

/** One helper a victim, each on a leash of its own, kept up with containers that restart or are recreated. */
export interface HeldHelpers {
  known(victim: string): KnownVictim;
  open(signal: AbortSignal): Promise<void>;
  /** Looks at the containers anew. Rejects when a restarted one could not be followed. */
  reconcile(signal: AbortSignal): Promise<void>;
  close(signal: AbortSignal): Promise<void>;
}

/** A container as it was looked at last, and what is held of it. */
export interface KnownVictim extends Pick<StackContainer, 'id' | 'name' | 'startedAt'> {
  readonly work: HeldWork;
}

/** `first`: the victims as they were looked at when the fault was prepared. */
export function createHeldHelpers(stack: DockerStack, spec: HeldHelpersSpec, first: ReadonlyMap<string, KnownVictim>): HeldHelpers {
  const known = new Map(first);
  const leashes = new Map<string, Leash>();
  let isOpen = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time: an undo that overtakes a reconciliation would leave the helper that it was about to start. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  }

  function knownOf(victim: string): KnownVictim {
    const found = known.get(victim);
    if (found === undefined) throw new Error(`${victim} is no victim of this fault`);
    return found;
  }

  /** Where it was started anew since it was looked at, it is looked at again. */
  async function current(victim: string, signal: AbortSignal): Promise<{ readonly work: HeldWork; readonly isNew: boolean }> {
    const container = await stack.container(victim, signal);
    const { id, startedAt, work } = knownOf(victim);
    if (container.id === id && container.startedAt === startedAt) return { work, isNew: false };
    const anew = await spec.plan(container, signal);
    known.set(victim, { ...container, work: anew });
    return { work: anew, isNew: true };
  }

  async function hold(victim: string, { helper }: HeldWork, signal: AbortSignal): Promise<void> {
    const leash = await openLeash(
      stack.engine,
      { ...spec.look, ...helper, command: `{ read -r go && ${helper.command}; }`, role: 'helper', networkOf: null, capability: null },
      signal,
    );
    leashes.set(victim, leash);
    await leash.talk.ask(GO, (said) => said.includes(HELD), signal);
  }

  async function follow(victim: string, signal: AbortSignal): Promise<void> {
    const from = performance.now();
    const { status } = await stack.container(victim, signal);
    if (status !== 'running') return;
    const { work, isNew } = await current(victim, signal);
    if (!isNew) return;
    await leashes.get(victim)?.close(signal);
    await hold(victim, work, signal);
    spec.onReapplied(victim, performance.now() - from);
  }

  return {
    known: knownOf,
    open: (signal) =>
      inTurn(async () => {
        isOpen = true;
        await settleAll(spec.victims.map(async (victim) => hold(victim, (await current(victim, signal)).work, signal)));
      }),
    reconcile: (signal) =>
      inTurn(async () => {
        if (isOpen) await settleAll(spec.victims.map((victim) => follow(victim, signal)));
      }),
    close(signal) {
      isOpen = false;
      return inTurn(async () => {
        const all = [...leashes.values()];
        leashes.clear();
        await settleAll(all.map((leash) => leash.close(signal)));
      });
    },
  };
}

/** All of them end before the first failure is thrown: nothing goes on in the background. */
async function settleAll(all: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason;
}
