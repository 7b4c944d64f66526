import type { ContainerChange } from '../events/container-state.ts';
import { COMPOSE } from './labels.ts';
import { numberAt, objectAt, textAt } from './untyped-json.ts';

/** One thing that became of a container, as the engine tells it. */
export interface ContainerNews {
  readonly container: string;
  readonly id: string;
  readonly service: string;
  readonly replica: number;
  readonly change: ContainerChange;
  readonly exitCode: number | null;
  readonly health: string | null;
}

/** What engines call it. Their `restart` follows `die` and `start`; `exec_*` and the rest are of no interest. */
const CHANGES: Readonly<Record<string, ContainerChange>> = {
  create: 'created',
  start: 'started',
  die: 'died',
  oom: 'oom-killed',
  restart: 'restarted',
  pause: 'paused',
  unpause: 'unpaused',
  destroy: 'removed',
};

export interface EngineEvent {
  /** Of this event and no other. */
  readonly key: string;
  readonly second: number;
  /** `null`: of no interest. */
  readonly news: ContainerNews | null;
}

/** `null` where it is no event of a container. */
export function parseEvent(line: string): EngineEvent | null {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return null;
  }
  const action = textAt(event, 'Action');
  const id = textAt(event, 'Actor', 'ID');
  const second = numberAt(event, 'time');
  if (action === '' || id === '') return null;
  const [name = '', health = ''] = action.split(': ');
  const change = name === 'health_status' ? 'health-changed' : CHANGES[name];
  const attributes = objectAt(event, 'Actor', 'Attributes');
  const isOneOff = textAt(attributes, COMPOSE.oneoff).toLowerCase() === 'true';
  const exitCode = textAt(attributes, 'exitCode');
  const news: ContainerNews | null =
    change === undefined || isOneOff
      ? null
      : {
          container: textAt(attributes, 'name'),
          id,
          service: textAt(attributes, COMPOSE.service),
          replica: Number(textAt(attributes, COMPOSE.number) || 1),
          change,
          exitCode: change === 'died' && exitCode !== '' ? Number(exitCode) : null,
          health: change === 'health-changed' ? health : null,
        };
  return { key: `${numberAt(event, 'timeNano')} ${action} ${id}`, second, news };
}
