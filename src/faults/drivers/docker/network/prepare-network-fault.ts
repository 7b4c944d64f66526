import { TABLE_PREFIX } from '../../../../docker/leash/remove-table.ts';
import { placeMarker } from '../../../../docker/markers.ts';
import { watchStarts } from '../../../../docker/watch-starts.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { PreparedFault } from '../../../fault-driver.ts';
import { describeFault } from '../../../kinds/describe-fault.ts';
import { createHeldRules } from './held-rules.ts';
import type { ContainerDirectory, NetworkedContainer } from './networked-container.ts';
import { namespaceOwner, networkedContainers } from './networked-container.ts';
import { createNetworkEffect } from './network-effect.ts';
import type { LeashHelper, NetworkFaultListener } from './network-fault-driver.ts';
import { planNetworkFault } from './network-fault-plan.ts';
import { peerCommands } from './network-rules.ts';
import { DOCKER_NETWORK, DOCKER_NETWORK_VERSION, manualUndo, networkUndoJson } from './network-undo-data.ts';
import { createObservers } from './observers.ts';

/** How long after its planned end a helper may still hold a fault; the journal's record expires then too. */
const GRACE_MS = 60_000;
const FOLLOW_LIMIT_MS = 20_000;

export interface NetworkFaultParts {
  readonly run: string;
  readonly fault: PlannedFault;
  readonly directory: ContainerDirectory;
  readonly helper: LeashHelper;
  readonly listener: NetworkFaultListener;
  readonly wallClock: () => Date;
}

/** A prepared fault, and how the run that prepared it ends it. */
export interface PreparedNetworkFault extends PreparedFault {
  release(signal: AbortSignal): Promise<void>;
}

/**
 * Looks who the victims are and what they can reach now, and starts helpers that hold nothing yet. Throws a UserError where one is not
 * there (6), or lives in the network of the engine's machine (2).
 */
export async function prepareNetworkFault(parts: NetworkFaultParts, signal: AbortSignal): Promise<PreparedNetworkFault> {
  const { run, fault, directory, helper, listener } = parts;
  const { engine } = directory;
  const nowMs = parts.wallClock().getTime();
  const ttlMs = fault.forMs + GRACE_MS;
  const { victims, rulesFor, peersOf } = planNetworkFault(fault);
  const standing = await requireVictims(directory, victims, signal);
  const owners = await Promise.all(standing.map((victim) => namespaceOwner(engine, victim, signal)));
  const table = `${TABLE_PREFIX}${run}_${fault.id}`;
  const leash = { image: helper.image, run, fault: fault.id, ttlMs, nowMs };
  const observers = createObservers(engine, leash);
  const effect = createNetworkEffect(fault, directory, observers);
  const rules = createHeldRules(directory, {
    leash,
    class: helper.class,
    table,
    victims,
    rulesFor: rulesFor(table),
    contentFor: (victim, containers) => {
      if (peersOf === null) return [];
      const peers = peersOf(victim);
      const addresses = containers.flatMap((one) =>
        peers.includes(one.instance) ? [...Object.values(one.addresses).flat(), ...one.linkLocal] : [],
      );
      return peerCommands(table, [...new Set(addresses)].toSorted());
    },
    onReapplied: (victim, afterMs) => listener.onReapplied(fault.id, victim, afterMs),
  });
  const close = async (closing: AbortSignal): Promise<void> => {
    starts?.close();
    await rules.close(closing);
  };
  let starts: ReturnType<typeof watchStarts> | null = null;
  try {
    await Promise.all([effect.before(signal), rules.open(signal)]);
  } catch (error) {
    const closing = AbortSignal.timeout(FOLLOW_LIMIT_MS);
    await Promise.allSettled([close(closing), observers.close(closing)]);
    throw error;
  }

  function follow(): void {
    rules.reconcile(AbortSignal.timeout(FOLLOW_LIMIT_MS)).catch((error: unknown) => {
      listener.onFollowFailed(fault.id, error instanceof Error ? error.message : String(error));
    });
  }

  const data = { class: helper.class, table, image: helper.image.id, containers: [...new Set(owners)] };
  const undo: UndoRecord = {
    v: 1,
    id: `fault:${fault.id}`,
    run,
    fault: fault.id,
    driver: DOCKER_NETWORK,
    driverVersion: DOCKER_NETWORK_VERSION,
    describe: `end on ${fault.target.name}: ${describeFault(fault.settings)}`,
    manual: manualUndo(engine, run, fault.id),
    expiresAt: new Date(nowMs + ttlMs).toISOString(),
    data: networkUndoJson(engine, data),
  };
  return {
    undo,
    instant: false,
    async inject(injecting) {
      // Where the kernel does not take the rules along, somebody must find them who has none of our files, and no helper to go by.
      if (helper.class === 'helper') await placeMarker(engine, undo, injecting);
      starts = watchStarts(engine, directory.project, follow);
      await rules.apply(injecting);
    },
    prove: (proving) => effect.prove(proving),
    async proveGone(proving) {
      const proof = await effect.proveGone(proving);
      if (proof.proven) await observers.close(proving);
      return proof;
    },
    // Nothing on the way counts the client's own traffic.
    exposure: async () => null,
    release: close,
  };
}

async function requireVictims(
  directory: ContainerDirectory,
  victims: readonly string[],
  signal: AbortSignal,
): Promise<NetworkedContainer[]> {
  const containers = await networkedContainers(directory, signal);
  return victims.map((victim) => {
    const found = containers.find(({ instance }) => instance === victim);
    if (found?.isUp === true) return found;
    throw new UserError(`${victim} ${found === undefined ? 'is not there' : 'does not run'}`, {
      exitCode: EXIT.unreachable,
      where: `project ${directory.project}`,
      try: 'see what became of it: `docker ps -a`',
    });
  });
}
