import type { DockerEngine } from '../../../../docker/engine.ts';
import type { Proof } from '../../../proof.ts';
import type { ContainerFaultKind, VictimContainer } from './container-undo-data.ts';
import { victimNow } from './victim-now.ts';
import type { VictimNow } from './victim-now.ts';

const WHAT: Record<ContainerFaultKind, string> = {
  kill: 'containers ended',
  stop: 'containers ended',
  pause: 'containers frozen',
  restart: 'containers started anew',
};

/** Each victim's state, asked of the engine anew: did it bite? */
export function proveContainers(
  engine: DockerEngine,
  { project, kind, restore, victims }: ProvenFault,
  signal: AbortSignal,
): Promise<Proof> {
  return lookAtEach(engine, project, victims, WHAT[kind], (victim, now) => bitten(kind, restore, victim, now), signal);
}

export interface ProvenFault {
  readonly project: string;
  readonly kind: ContainerFaultKind;
  /** `self`: that it was started again already speaks for the system, not against the fault. */
  readonly restore: 'us' | 'self';
  readonly victims: readonly VictimContainer[];
}

/** Every victim, or what stands in its place, runs and is not frozen. Whether it serves well again is the recovery's matter. */
export function proveContainersBack(
  engine: DockerEngine,
  project: string,
  victims: readonly VictimContainer[],
  signal: AbortSignal,
): Promise<Proof> {
  return lookAtEach(engine, project, victims, 'containers running', (victim, now) => standing(victim, now), signal);
}

/** What an engine says of one victim; `no`: it speaks against the claim. */
interface Finding {
  readonly holds: boolean;
  readonly words: string;
}

async function lookAtEach(
  engine: DockerEngine,
  project: string,
  victims: readonly VictimContainer[],
  what: string,
  find: (victim: VictimContainer, now: VictimNow) => Finding,
  signal: AbortSignal,
): Promise<Proof> {
  const findings = await Promise.all(victims.map(async (victim) => find(victim, await victimNow(engine, project, victim, signal))));
  const against = findings.find(({ holds }) => !holds);
  const detail = against?.words ?? findings.map(({ words }) => words).join('; ');
  return against === undefined
    ? { proven: true, what, value: victims.length, unit: 'containers', detail }
    : { proven: false, what, value: null, unit: 'containers', detail };
}

/** Pure. */
export function bitten(kind: ContainerFaultKind, restore: 'us' | 'self', { instance: name }: VictimContainer, now: VictimNow): Finding {
  if (kind === 'pause') {
    if (now.kind !== 'same') return no(`${name} was removed`);
    if (!now.running) return no(`${name} does not run`);
    if (!now.isSameRun) return no(`${name} was started anew`);
    return now.paused ? yes(`${name}: frozen`) : no(`${name} is not frozen`);
  }
  if (kind === 'restart') {
    if (now.kind === 'replaced') return now.running ? yes(`${now.name} runs in the place of ${name}`) : no(`${now.name} does not run`);
    if (now.kind === 'gone') return no(`${name} was removed`);
    return now.running && !now.isSameRun ? yes(`${name}: another process runs`) : no(`${name} was not started anew`);
  }
  if (now.kind === 'gone') return yes(`${name}: removed`);
  const isBack = restore === 'self' ? yes : no;
  if (now.kind === 'replaced') return now.running ? isBack(`${now.name} runs in the place of ${name}`) : yes(`${name}: removed`);
  if (!now.running) return yes(`${name}: ended with code ${now.exitCode}`);
  if (now.isSameRun) return no(`${name} still runs (a first process without a handler ignores every signal but SIGKILL)`);
  return isBack(`${name} ended, and runs again`);
}

function standing({ instance: name }: VictimContainer, now: VictimNow): Finding {
  if (now.kind === 'gone') return no(`${name} was removed, and nothing stands in its place`);
  if (now.kind === 'replaced') return now.running ? yes(`${now.name} runs in the place of ${name}`) : no(`${now.name} does not run`);
  if (!now.running) return no(`${name} does not run`);
  return now.paused ? no(`${name} is frozen`) : yes(`${name} runs`);
}

const yes = (words: string): Finding => ({ holds: true, words });
const no = (words: string): Finding => ({ holds: false, words });
