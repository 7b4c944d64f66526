import { findStrayHelpers } from '../../../../docker/leash/find-stray-helpers.ts';
import { watchStarts } from '../../../../docker/watch-starts.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import type { StackContainer } from '../../../../docker/stack-container.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { PreparedFault } from '../../../fault-driver.ts';
import type { Proof } from '../../../proof.ts';
import { manualUndo } from '../network/network-undo-data.ts';
import type { NetworkFaultListener } from '../network/network-fault-driver.ts';
import { refuseContainer } from '../refuse-container.ts';
import { proofOfFindings } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { createHeldHelpers } from './held-helpers.ts';
import { DOCKER_HELD, DOCKER_HELD_VERSION, heldUndoJson } from './held-undo-data.ts';
import type { HeldParts, HeldWork } from './held-work.ts';
import { planHeld } from './plan-held.ts';

const FOLLOW_LIMIT_MS = 20_000;

/** A prepared fault, and how the run that prepared it ends it. */
export interface PreparedHeldFault extends PreparedFault {
  release(signal: AbortSignal): Promise<void>;
}

/** Looks at the victims; nothing is held yet. Throws a UserError (exit 6) where it cannot be done to one of them. */
export async function prepareHeldFault(
  fault: PlannedFault,
  parts: HeldParts,
  listener: NetworkFaultListener,
  signal: AbortSignal,
): Promise<PreparedHeldFault> {
  const { settings, target } = fault;
  const { stack, look } = parts;
  const { engine } = stack;
  const victims = target.kind === 'instances' ? target.drawn : [];
  const plan = (container: StackContainer, planning: AbortSignal): Promise<HeldWork> => {
    refuseContainer(container);
    return planHeld(settings, parts, container, planning);
  };
  const first = await Promise.all(
    victims.map(async (victim) => {
      const container = await stack.container(victim, signal);
      return [victim, { ...container, work: await plan(container, signal) }] as const;
    }),
  );
  const helpers = createHeldHelpers(
    stack,
    { look, victims, plan, onReapplied: (victim, afterMs) => listener.onReapplied(fault.id, victim, afterMs) },
    new Map(first),
  );
  let starts: ReturnType<typeof watchStarts> | null = null;

  function follow(): void {
    helpers.reconcile(AbortSignal.timeout(FOLLOW_LIMIT_MS)).catch((error: unknown) => {
      listener.onFollowFailed(fault.id, error instanceof Error ? error.message : String(error));
    });
  }

  /** Of the containers as they were looked at last; `whenEnded`: what it says of the claim that one of them ended. */
  async function findings(whenEnded: boolean, find: (work: HeldWork) => Promise<Finding>, looking: AbortSignal): Promise<Proof> {
    const found = victims.map(async (victim): Promise<Finding> => {
      const { id, name, work } = helpers.known(victim);
      const ended = await howEnded(engine, id, looking);
      return ended === null
        ? find(work)
        : { holds: whenEnded, value: null, words: `${name} ${ended}, and what was held of it ended with it` };
    });
    const { what, unit } = helpers.known(victims[0] ?? '').work;
    return proofOfFindings(what, unit, await Promise.all(found));
  }

  /** Whoever holds something of this fault, as the engine says: not by what we believe of our own helpers. */
  async function standingHelpers(looking: AbortSignal): Promise<number> {
    const all = await findStrayHelpers(engine, { run: look.run, fault: fault.id }, looking);
    return all.filter(({ role }) => role === 'helper').length;
  }

  const undo: UndoRecord = {
    v: 1,
    id: `fault:${fault.id}`,
    run: look.run,
    fault: fault.id,
    driver: DOCKER_HELD,
    driverVersion: DOCKER_HELD_VERSION,
    describe: `end the helper that holds ${settings.type} on ${victims.join(', ')}`,
    manual: manualUndo(engine, look.run, fault.id),
    expiresAt: new Date(look.nowMs + look.ttlMs).toISOString(),
    data: heldUndoJson(engine),
  };
  return {
    undo,
    instant: false,
    async inject(injecting) {
      starts = watchStarts(engine, stack.project, follow);
      await helpers.open(injecting);
    },
    async prove(proving) {
      const isHeld = (await standingHelpers(proving)) >= victims.length;
      return findings(false, (work) => work.prove(proving, isHeld), proving);
    },
    async proveGone(proving) {
      const standing = await standingHelpers(proving);
      if (standing === 0) return findings(true, (work) => work.proveGone(proving), proving);
      const { what, unit } = helpers.known(victims[0] ?? '').work;
      return proofOfFindings(what, unit, [{ holds: false, value: null, words: `${standing} of its helpers still stand on the engine` }]);
    },
    exposure: async () => null,
    async release(releasing) {
      starts?.close();
      await helpers.close(releasing);
    },
  };
}

/** `null`: it runs. */
async function howEnded(engine: DockerEngine, id: string, signal: AbortSignal): Promise<string | null> {
  const info = await inspectOrGone(engine, id, signal);
  if (info === null) return 'was removed';
  return info.State.Running && !info.State.Restarting ? null : 'does not run';
}
