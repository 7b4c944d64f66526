import { openHostSignaller } from '../../../../docker/host-signal.ts';
import type { HostSignaller } from '../../../../docker/host-signal.ts';
import type { HelperImage } from '../../../../docker/helper/helper-image.ts';
import { placeMarker, removeMarkers } from '../../../../docker/markers.ts';
import { connectRecorded } from '../../../../docker/recorded-engine.ts';
import { listProject } from '../../../../docker/stack-container.ts';
import type { StackContainer } from '../../../../docker/stack-container.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { DockerStack } from '../../../../docker/docker-stack.ts';
import type { FaultDriver, PreparedFault, Refusal } from '../../../fault-driver.ts';
import { restoresTable } from '../../../kinds/restores.ts';
import { proveBack, proveCrashed } from './crash-proof.ts';
import { DOCKER_CRASH, DOCKER_CRASH_VERSION, crashUndoJson, parseCrashUndo } from './crash-undo-data.ts';
import { undoCrash } from './undo-crash.ts';

/** Restart policies wait up to a minute between tries. */
const EXPIRY_MS = 120_000;
const CLOSE_LIMIT_MS = 10_000;

export interface CrashFaultDriverOptions {
  readonly run: string;
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly stack: DockerStack | null;
  readonly image: HelperImage | null;
  readonly wallClock: () => Date;
}

/** Kills the first process of containers from the side of the engine's machine, so that their restart policies act. */
export function createCrashFaultDriver({ run, stack, image, wallClock }: CrashFaultDriverOptions): FaultDriver {
  return {
    id: DOCKER_CRASH,
    kinds: ['crash'],
    restores: restoresTable('container', ['crash']),
    supports,
    prepare(fault, signal) {
      if (stack === null || image === null) throw new Error('without a running stack and a helper there is nothing to break');
      return prepareCrash({ run, stack, image, nowMs: wallClock().getTime() }, fault, signal);
    },
    async undo(record, signal) {
      const data = parseCrashUndo(record);
      const engine = stack?.engine ?? (await connectRecorded(record.data, signal));
      await undoCrash(engine, data, signal);
      await removeMarkers(engine, { run: record.run, fault: record.fault ?? '' }, signal);
    },
  };
}

function supports({ settings, target }: PlannedFault): true | Refusal {
  if (settings.type !== 'crash') return { refused: `${settings.type} is not a crash` };
  return target.kind === 'instances' || { refused: `crash needs containers, and ${target.name} is none`, try: 'name a service target' };
}

interface CrashParts {
  readonly run: string;
  readonly stack: DockerStack;
  readonly image: HelperImage;
  readonly nowMs: number;
}

/** Looks who the victims are, and takes down which process is theirs. Throws a UserError (exit 6) where one does not run. */
async function prepareCrash({ run, stack, image, nowMs }: CrashParts, fault: PlannedFault, signal: AbortSignal): Promise<PreparedFault> {
  const { settings, target } = fault;
  if (settings.type !== 'crash' || target.kind !== 'instances') throw new Error(`${settings.type} is not a crash`);
  const victims = await Promise.all(target.drawn.map(async (instance) => requireRunning(await stack.container(instance, signal))));
  const signaller = await openHostSignaller(stack.engine, { image, run, fault: fault.id, nowMs }, signal);
  const processes = await Promise.all(victims.map(({ id, pid }) => signaller.identify(id, pid, signal))).catch(async (error: unknown) => {
    await close(signaller);
    throw error;
  });
  const standing = (looking: AbortSignal): Promise<StackContainer[]> => listProject(stack.engine, stack.project, looking);
  const undo: UndoRecord = {
    v: 1,
    id: `fault:${fault.id}`,
    run,
    fault: fault.id,
    driver: DOCKER_CRASH,
    driverVersion: DOCKER_CRASH_VERSION,
    describe: `start ${victims.map(({ instance }) => instance).join(', ')}, if no restart policy did`,
    manual: victims.map(({ id }) => `docker -H ${stack.engine.address.url} start ${id.slice(0, 12)}`),
    expiresAt: new Date(nowMs + fault.forMs + EXPIRY_MS).toISOString(),
    data: crashUndoJson(stack.engine, { project: stack.project, containers: victims }),
  };
  return {
    undo,
    instant: true,
    async inject(injecting) {
      try {
        await placeMarker(stack.engine, undo, injecting);
        for (const [at, process] of processes.entries()) {
          const instance = victims[at]?.instance ?? '';
          stack.expectChange(instance);
          if ((await signaller.send(process, settings.signal, injecting)) === 'gone')
            throw new Error(`${instance} was gone before it was crashed`);
        }
      } finally {
        await close(signaller);
      }
    },
    prove: async (proving) => proveCrashed(victims, await standing(proving)),
    proveGone: async (proving) => {
      const proof = proveBack(victims, await standing(proving));
      if (proof.proven) for (const { instance } of victims) stack.unexpectChange(instance);
      return proof;
    },
    exposure: async () => null,
  };
}

function requireRunning(container: StackContainer): StackContainer {
  const { instance, status, untouchable, autoRemove, id } = container;
  const why = status === 'running' ? (untouchable ?? (autoRemove ? 'the engine removes it when it ends (--rm)' : null)) : `it is ${status}`;
  if (why === null) return container;
  throw new UserError(`${instance} cannot be crashed: ${why}`, { exitCode: EXIT.unreachable, where: `container ${id.slice(0, 12)}` });
}

/** Nothing is held by it. */
async function close(signaller: HostSignaller): Promise<void> {
  await signaller.close(AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
}
