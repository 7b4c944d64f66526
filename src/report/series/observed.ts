import type { RunEvent } from '../../events/run-event.ts';

/** What the events say, by the names that the load's own side has for it. */
export type LoadDelta = Extract<RunEvent, { type: 'load-recorded' }>['delta'];
export type LoadTimings = Extract<RunEvent, { type: 'timings-recorded' }>['timings'];
export type GeneratorHealth = Extract<RunEvent, { type: 'generator-observed' }>['health'];
export type Outcome = LoadDelta['cells'][number]['outcome'];
