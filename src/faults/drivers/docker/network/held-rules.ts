import { addTable, openNftLeash } from '../../../../docker/leash/nft-leash.ts';
import type { LeashClass, NftLeash, NftLeashSpec } from '../../../../docker/leash/nft-leash.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { namespaceOwner, networkedContainers } from './networked-container.ts';
import type { ContainerDirectory, NetworkedContainer } from './networked-container.ts';

export interface HeldRulesSpec {
  readonly leash: Omit<NftLeashSpec, 'networkOf' | 'table' | 'class' | 'role'>;
  readonly class: LeashClass;
  readonly table: string;
  /** Instances in whose networks the rules stand. */
  readonly victims: readonly string[];
  /** What fills a table, without the table itself and without what changes with the addresses of others. */
  readonly rulesFor: (victim: string) => readonly string[];
  /** What does: commands that take the place of those before. They are carried out whenever they differ from those. */
  readonly contentFor: (victim: string, containers: readonly NetworkedContainer[]) => readonly string[];
  /** A victim that was restarted has its rules again, `afterMs` after we heard of it. */
  readonly onReapplied: (victim: string, afterMs: number) => void;
}

/** Rules in the networks of containers, each on a leash of its own, kept up with containers that restart. */
export interface HeldRules {
  /** Starts the helpers, without rules. */
  open(signal: AbortSignal): Promise<void>;
  /** Puts the rules in place, everywhere at once. */
  apply(signal: AbortSignal): Promise<void>;
  /** Looks at the containers anew: a restarted one gets its rules again, a moved one is followed. Rejects when that cannot be done. */
  reconcile(signal: AbortSignal): Promise<void>;
  /** The tables as they stand, by victim. */
  list(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  close(signal: AbortSignal): Promise<void>;
}

interface Held {
  readonly id: string;
  readonly startedAt: string;
  readonly nft: NftLeash;
  content: string;
}

export function createHeldRules(directory: ContainerDirectory, spec: HeldRulesSpec): HeldRules {
  const { engine } = directory;
  const held = new Map<string, Held>();
  let isApplied = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time: an undo that overtakes a reconciliation would leave the helper that it was about to start. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function openOne(victim: NetworkedContainer, signal: AbortSignal): Promise<void> {
    const networkOf = await namespaceOwner(engine, victim, signal);
    const nft = await openNftLeash(engine, { ...spec.leash, role: 'helper', networkOf, table: spec.table, class: spec.class }, signal);
    held.set(victim.instance, { id: victim.id, startedAt: victim.startedAt, nft, content: '' });
  }

  async function applyOne(victim: string, containers: readonly NetworkedContainer[], signal: AbortSignal): Promise<void> {
    const one = held.get(victim);
    if (one === undefined) return;
    const content = spec.contentFor(victim, containers);
    await one.nft.apply([addTable(spec.table, spec.class), ...spec.rulesFor(victim), ...content], signal);
    one.content = content.join('\n');
  }

  async function follow(victim: string, containers: readonly NetworkedContainer[], signal: AbortSignal): Promise<void> {
    const now = containers.find(({ instance }) => instance === victim);
    if (now === undefined || !now.isUp) return;
    const one = held.get(victim);
    if (one === undefined || one.id !== now.id || one.startedAt !== now.startedAt) {
      const from = performance.now();
      held.delete(victim);
      await openOne(now, signal);
      await applyOne(victim, containers, signal);
      spec.onReapplied(victim, performance.now() - from);
      // The old one sits in a network that nobody uses any more.
      await one?.nft.leash.close(signal).catch(() => undefined);
      return;
    }
    const content = spec.contentFor(victim, containers);
    if (content.join('\n') === one.content) return;
    await one.nft.apply(content, signal);
    one.content = content.join('\n');
  }

  return {
    open: (signal) =>
      inTurn(async () => {
        const containers = await networkedContainers(directory, signal);
        const all = spec.victims.map((victim) => requireUp(victim, containers, engine));
        await settleAll(oneANetwork(all).map((victim) => openOne(victim, signal)));
      }),
    apply: (signal) =>
      inTurn(async () => {
        const containers = await networkedContainers(directory, signal);
        isApplied = true;
        await settleAll(
          oneANetwork(spec.victims.map((victim) => requireUp(victim, containers, engine))).map(async (now) => {
            const one = held.get(now.instance);
            // It was restarted between its preparation and now.
            if (one === undefined || one.startedAt !== now.startedAt) await openOne(now, signal);
            await applyOne(now.instance, containers, signal);
          }),
        );
      }),
    reconcile: (signal) =>
      inTurn(async () => {
        if (!isApplied) return;
        const containers = await networkedContainers(directory, signal);
        // While the one whose network it is does not run, nobody can join it.
        const isOpen = ({ networkOf }: NetworkedContainer) => containers.every(({ id, isUp }) => id !== networkOf || isUp);
        const up = containers.filter((one) => one.isUp && spec.victims.includes(one.instance) && isOpen(one));
        await settleAll(oneANetwork(up).map(({ instance }) => follow(instance, containers, signal)));
      }),
    list: (signal) =>
      inTurn(async () => {
        const tables = isApplied ? [...held] : [];
        return new Map(await Promise.all(tables.map(async ([victim, { nft }]) => [victim, await nft.apply([], signal)] as const)));
      }),
    close(signal) {
      isApplied = false;
      return inTurn(async () => {
        isApplied = false;
        // A reconciliation that was under way has ended by now.
        const all = [...held.values()];
        held.clear();
        await settleAll(all.map(({ nft }) => nft.leash.close(signal)));
      });
    },
  };
}

/** Rules stand once in a network, however many of the victims live in it: at the one whose network it is, where that is one of them. */
function oneANetwork(victims: readonly NetworkedContainer[]): NetworkedContainer[] {
  const owners = victims.filter(({ id, networkOf }) => id === networkOf);
  return [...new Map([...owners.toReversed(), ...victims].toReversed().map((one) => [one.networkOf, one])).values()];
}

function requireUp(victim: string, containers: readonly NetworkedContainer[], engine: DockerEngine): NetworkedContainer {
  const found = containers.find(({ instance }) => instance === victim);
  if (found?.isUp === true) return found;
  throw new Error(`${victim} ${found === undefined ? 'is gone' : 'does not run'} on the engine ${engine.name}`);
}

/** All of them end before the first failure is thrown: nothing goes on in the background. */
async function settleAll(all: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason;
}
