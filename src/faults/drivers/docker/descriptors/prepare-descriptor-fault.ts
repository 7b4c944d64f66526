import type { DockerStack } from '../../../../docker/docker-stack.ts';
import type { HelperImage } from '../../../../docker/helper/helper-image.ts';
import { createInsideLook } from '../../../../docker/leash/look-inside.ts';
import { placeMarker } from '../../../../docker/markers.ts';
import { recordedEngine } from '../../../../docker/recorded-engine.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { PreparedFault } from '../../../fault-driver.ts';
import type { Proof } from '../../../proof.ts';
import { refusal, refuseContainer } from '../refuse-container.ts';
import { proofOfFindings } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { changeLimits } from './change-limits.ts';
import { descriptorsBite } from './descriptor-proof.ts';
import { listScript, lowerScript, parseProcesses, usersOf } from './descriptor-scripts.ts';
import type { LimitedProcess } from './descriptor-scripts.ts';
import { descriptorUndoJson, DOCKER_DESCRIPTORS, DOCKER_DESCRIPTORS_VERSION } from './descriptor-undo-data.ts';
import type { StarvedContainer } from './descriptor-undo-data.ts';

/** Beyond the planned end: for a run that hangs, the watchdog undoes it then. */
const EXPIRY_GRACE_MS = 20_000;
const HELPER_GRACE_MS = 60_000;

export interface DescriptorFaultPorts {
  readonly run: string;
  readonly stack: DockerStack;
  readonly image: HelperImage;
  readonly nowMs: number;
}

/** Takes down what each process may open now. Throws a UserError (exit 6) where none may open more than the fault would let it. */
export async function prepareDescriptorFault(
  fault: PlannedFault,
  ports: DescriptorFaultPorts,
  signal: AbortSignal,
): Promise<PreparedFault> {
  const { settings, target } = fault;
  if (settings.type !== 'fd_limit' || target.kind !== 'instances') throw new Error(`${settings.type} is no limit of open files`);
  const { run, stack, image, nowMs } = ports;
  const { engine } = stack;
  const { limit } = settings;
  const spec = { image, run, fault: fault.id, ttlMs: fault.forMs + HELPER_GRACE_MS, nowMs };
  const inside = createInsideLook(engine, spec);
  const victims = await Promise.all(target.drawn.map(victimOf));

  async function victimOf(instance: string): Promise<StarvedContainer> {
    const container = await stack.container(instance, signal);
    refuseContainer(container);
    const { id, name, startedAt } = container;
    const { processes, hasTool } = parseProcesses(await inside.ask(id, listScript(id), signal));
    const no = (why: string, advice: string) => refusal(name, `fd_limit on ${name}: ${why}`, advice);
    if (!hasTool) throw no('the helper image has no `prlimit`', 'make it anew: `shakedown helper build`');
    const most = Math.max(0, ...processes.map(({ soft }) => soft));
    if (processes.length === 0)
      throw no('none of its processes can be seen', 'see whether the engine’s machine has the cgroups `pids` or version 2');
    if (limit >= most)
      throw no(`its processes may open ${most} files as it is, and the fault would let them open ${limit}`, 'give it a lower `limit`');
    return { id, name, startedAt, had: processes };
  }

  /** Of the processes that there are now. */
  async function findings(
    whenGone: boolean,
    find: (victim: StarvedContainer, now: readonly LimitedProcess[]) => Finding,
    looking: AbortSignal,
  ): Promise<Proof> {
    const found = victims.map(async (victim): Promise<Finding> => {
      const { id, name, startedAt } = victim;
      const info = await inspectOrGone(engine, id, looking);
      if (info === null || !info.State.Running || info.State.StartedAt !== startedAt)
        return { holds: whenGone, value: null, words: `${name} ${info === null ? 'was removed' : 'ended'}, and its processes with it` };
      return find(victim, parseProcesses(await inside.ask(id, listScript(id), looking)).processes);
    });
    return proofOfFindings('open files allowed', 'files', await Promise.all(found));
  }

  const bites = ({ name, had }: StarvedContainer, now: readonly LimitedProcess[]): Finding => descriptorsBite(limit, { name, had, now });
  const isBack = ({ name, had }: StarvedContainer, now: readonly LimitedProcess[]): Finding => {
    // Who had no more before is not of interest.
    const still = now.filter(
      ({ pid, startTime, soft }) =>
        soft === limit && !had.some((one) => one.pid === pid && one.startTime === startTime && one.soft === limit),
    );
    const first = now.find(({ pid }) => pid === 1)?.soft ?? null;
    return {
      holds: still.length === 0,
      value: first,
      words:
        still.length === 0
          ? `${name}: ${first ?? 'unknown'} in its first process`
          : `${name}: ${still.length} processes still have ${limit}`,
    };
  };

  const undo: UndoRecord = {
    v: 1,
    id: `fault:${fault.id}`,
    run,
    fault: fault.id,
    driver: DOCKER_DESCRIPTORS,
    driverVersion: DOCKER_DESCRIPTORS_VERSION,
    describe: `let the processes of ${victims.map(({ name }) => name).join(', ')} open as many files as before`,
    manual: victims.map(
      ({ name, had }) =>
        `docker -H ${engine.address.url} top ${name} -eo pid # on its machine, of each: prlimit --pid <pid> --nofile=${had[0]?.soft ?? ''}:`,
    ),
    expiresAt: new Date(nowMs + fault.forMs + EXPIRY_GRACE_MS).toISOString(),
    data: descriptorUndoJson(recordedEngine(engine), { limit, image: image.id, containers: victims }),
  };
  return {
    undo,
    instant: false,
    async inject(injecting) {
      await placeMarker(engine, undo, injecting);
      for (const { id, had } of victims) {
        const script = (user: string): string => lowerScript(id, limit, user);
        await changeLimits(engine, spec, { container: id, users: usersOf(had), script }, injecting);
      }
    },
    prove: (proving) => findings(false, bites, proving),
    proveGone: (proving) => findings(true, isBack, proving),
    exposure: async () => null,
  };
}
