import type { EventEmitter } from 'node:events';
import type { Experiment } from '../manifest/experiment.ts';

/** Tells bin/run.js what no text about an unexpected end may show, wherever in the process that end comes from. */
export function announceSecrets({ secrets }: Experiment): void {
  const emitter: EventEmitter = process;
  emitter.emit('shakedown:secrets', secrets);
}
