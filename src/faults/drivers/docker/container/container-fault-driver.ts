import { reachRecorded } from '../../../../docker/recorded-engine.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { DockerStack } from '../../../../docker/docker-stack.ts';
import type { FaultDriver, Refusal } from '../../../fault-driver.ts';
import type { FaultKindName } from '../../../fault-settings.ts';
import { restoresTable } from '../../../kinds/restores.ts';
import { DOCKER_CONTAINER } from './container-undo-data.ts';
import { prepareContainerFault } from './prepare-container-fault.ts';
import type { HostSignal } from './prepare-container-fault.ts';
import { throughEngine } from './through-engine.ts';
import { undoContainerFault } from './undo-container-fault.ts';
import type { UndoOptions } from './undo-container-fault.ts';

const KINDS: readonly FaultKindName[] = ['kill', 'stop', 'pause', 'restart'];

export interface ContainerFaultDriverOptions extends UndoOptions {
  readonly run: string;
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly stack: DockerStack | null;
  readonly wallClock: () => Date;
  /** For signals that the engine's own kill would turn into a stop by hand; `null`: there is no helper, and they are refused. */
  readonly hostSignal: HostSignal | null;
}

/** Faults on containers through the engine's API, each on the very container that was looked at. */
export function createContainerFaultDriver(options: ContainerFaultDriverOptions): FaultDriver {
  const { run, stack, wallClock, hostSignal } = options;
  return {
    id: DOCKER_CONTAINER,
    kinds: KINDS,
    restores: restoresTable('container', KINDS),
    supports: (fault) => supports(fault, hostSignal !== null),
    async prepare(fault, signal) {
      if (stack === null) throw new Error('without a running stack there is nothing to break');
      return prepareContainerFault(fault, { run, stack, wallClock, hostSignal }, signal);
    },
    async undo(record, signal) {
      const engine =
        stack === null ? await reachRecorded(record.data, signal) : { calls: stack.engine, verified: Promise.resolve(stack.engine) };
      await undoContainerFault(engine, record, options, signal);
    },
  };
}

function supports({ settings, target }: PlannedFault, hasHostSignal: boolean): true | Refusal {
  if (!KINDS.includes(settings.type)) return { refused: `${settings.type} is not a fault on a container` };
  if (target.kind !== 'instances') return { refused: `${settings.type} needs containers`, try: 'name a service target' };
  if (settings.type === 'kill' && !hasHostSignal && !throughEngine(settings.signal))
    return { refused: `${settings.signal} needs the helper image`, try: 'see `shakedown helper build`' };
  if (settings.type === 'restart' && !throughEngine(settings.signal))
    return { refused: `a container is restarted with SIGKILL or SIGTERM, not ${settings.signal}` };
  return true;
}
