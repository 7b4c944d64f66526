import { currentMoment } from '../../../src/journal/moment.ts';
import type { Moment } from '../../../src/journal/moment.ts';

/** So long from now, by both clocks; `wallMs` more by the wall's alone, which somebody has set. */
export function momentIn(ms: number, wallMs = 0): Moment {
  const { wall, machine } = currentMoment();
  return {
    wall: new Date(wall.getTime() + ms + wallMs),
    machine: machine === null ? null : { ...machine, ms: machine.ms + ms },
  };
}
