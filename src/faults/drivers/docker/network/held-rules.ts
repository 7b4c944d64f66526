import { addTable, openNftLeash } from '../../../../docker/leash/nft-leash.ts';
import type { LeashClass, NftLeash, NftLeashSpec } from '../../../../docker/leash/nft-leash.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { namespaceOwner, networkedContainers } from './networked-container.ts';
import type { ContainerDirectory, NetworkedContainer } from './networked-container.ts';
import { peerCommands } from './network-rules.ts';

export interface HeldRulesSpec {
  readonly leash: Omit<NftLeashSpec, 'networkOf' | 'table' | 'class' | 'role'>;
  readonly class: LeashClass;
  readonly table: string;
  /** Instances in whose networks the rules stand. */
  readonly victims: readonly string[];
  /** What fills a table, without the table itself and without the addresses in its sets. */
  readonly rulesFor: (victim: string) => readonly string[];
  /** Instances whose addresses are in the table's sets; `null`: there are none. */
  readonly peersOf: ((victim: string) => readonly string[]) | null;
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
  close(signal: AbortSignal): Promise<void>;
}

interface Held {
  readonly id: string;
  readonly startedAt: string;
  readonly nft: NftLeash;
  peers: string;
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
    held.set(victim.instance, { id: victim.id, startedAt: victim.startedAt, nft, peers: '' });
  }

  async function applyOne(victim: string, containers: readonly NetworkedContainer[], signal: AbortSignal): Promise<void> {
    const one = held.get(victim);
    if (one === undefined) return;
    const { table } = spec;
    const addresses = peerAddresses(victim, containers);
    await one.nft.apply(
      [addTable(table, spec.class), ...spec.rulesFor(victim), ...(spec.peersOf === null ? [] : peerCommands(table, addresses))],
      signal,
    );
    one.peers = addresses.join();
  }

  function peerAddresses(victim: string, containers: readonly NetworkedContainer[]): string[] {
    const peers = spec.peersOf?.(victim) ?? [];
    return containers.flatMap(({ instance, addresses }) => (peers.includes(instance) ? Object.values(addresses).flat() : [])).toSorted();
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
    const addresses = peerAddresses(victim, containers);
    if (spec.peersOf === null || addresses.join() === one.peers) return;
    await one.nft.apply(peerCommands(spec.table, addresses), signal);
    one.peers = addresses.join();
  }

  return {
    open: (signal) =>
      inTurn(async () => {
        const containers = await networkedContainers(directory, signal);
        await settleAll(spec.victims.map(async (victim) => openOne(requireUp(victim, containers, engine), signal)));
      }),
    apply: (signal) =>
      inTurn(async () => {
        const containers = await networkedContainers(directory, signal);
        isApplied = true;
        await settleAll(
          spec.victims.map(async (victim) => {
            const now = requireUp(victim, containers, engine);
            const one = held.get(victim);
            // It was restarted between its preparation and now.
            if (one === undefined || one.startedAt !== now.startedAt) await openOne(now, signal);
            await applyOne(victim, containers, signal);
          }),
        );
      }),
    reconcile: (signal) =>
      inTurn(async () => {
        if (!isApplied) return;
        const containers = await networkedContainers(directory, signal);
        await settleAll(spec.victims.map((victim) => follow(victim, containers, signal)));
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

function requireUp(victim: string, containers: readonly NetworkedContainer[], engine: DockerEngine): NetworkedContainer {
  const found = containers.find(({ instance }) => instance === victim);
  if (found?.isUp === true) return found;
  throw new Error(`${victim} ${found === undefined ? 'is gone' : 'does not run'} on the engine ${engine.name}`);
}

/** All of them end before the first failure is thrown: nothing goes on in the background. */
async function settleAll(all: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason;
}
