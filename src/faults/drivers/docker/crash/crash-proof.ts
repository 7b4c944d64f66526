import type { StackContainer } from '../../../../docker/stack-container.ts';
import type { Proof } from '../../../proof.ts';
import type { CrashedContainer } from './crash-undo-data.ts';

const CRASHED = 'containers crashed';
const BACK = 'containers back';

/** The process that ran is gone, as the engine tells it: the container is down, or another run of it has begun. */
export function proveCrashed(victims: readonly CrashedContainer[], standing: readonly StackContainer[]): Proof {
  const words: string[] = [];
  for (const { instance, id, startedAt } of victims) {
    const now = standing.find((one) => one.id === id);
    if (now?.status === 'running' && now.startedAt === startedAt) return given(false, CRASHED, null, `${instance} still runs`);
    if (now === undefined) words.push(`${instance} is removed`);
    else if (now.startedAt !== startedAt) words.push(`${instance} died and was started again (policy ${now.restartPolicy})`);
    else words.push(`${instance} is ${now.status} with exit code ${now.exitCode} (policy ${now.restartPolicy})`);
  }
  return given(true, CRASHED, victims.length, words.join(', '));
}

/** Each runs again, and is healthy where it has a health check. */
export function proveBack(victims: readonly CrashedContainer[], standing: readonly StackContainer[]): Proof {
  if (standing.length === 0) return given(true, BACK, 0, 'the project was taken down, and the fault with it');
  for (const { instance, service, replica } of victims) {
    const now = standing.filter((one) => one.service === service && one.replica === replica);
    const up = now.find(({ status }) => status === 'running');
    if (up === undefined) return given(false, BACK, null, `${instance} is ${now[0]?.status ?? 'removed'}`);
    if (up.health !== null && up.health !== 'healthy') return given(false, BACK, null, `${instance} runs, and is ${up.health}`);
  }
  return given(true, BACK, victims.length, `${victims.map(({ instance }) => instance).join(', ')}: running`);
}

function given(proven: boolean, what: string, value: number | null, detail: string): Proof {
  return { proven, what, value, unit: 'containers', detail };
}
