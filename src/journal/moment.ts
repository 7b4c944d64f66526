import { machineClock } from '../os-process/machine-time.ts';
import type { MachineTime } from '../os-process/machine-time.ts';

/** A point in time by two clocks: the wall's, which somebody may set, and the machine's own, which nobody does. */
export interface Moment {
  readonly wall: Date;
  /** `null`: not known here. */
  readonly machine: MachineTime | null;
}

/** An end as it is written down, by both clocks. */
export interface Expiry {
  /** ISO. */
  readonly expiresAt: string;
  /** `000000123456789@1a2b3c4d`: ms since the machine began, and which beginning; empty: not known. */
  readonly until: string;
}

const DIGITS = 15;

export function currentMoment(): Moment {
  return momentClock()();
}

/** For whoever lives long: what is written down keeps its length, come what may. */
export function momentClock(): () => Moment {
  const machine = machineClock();
  return () => ({ wall: new Date(), machine: machine() });
}

/** So much later than a moment. Both texts always have the same length. */
export function expiryAfter({ wall, machine }: Moment, ms: number): Expiry {
  const until = machine === null ? '' : `${String(Math.round(machine.ms + ms)).padStart(DIGITS, '0')}@${machine.boot}`;
  return { expiresAt: new Date(wall.getTime() + ms).toISOString(), until };
}

/**
 * By the machine's own clock where it was written on this machine since it began, so that a clock that was set makes no end come early,
 * or never; else by the wall's.
 */
export function isExpired({ expiresAt, until }: Expiry, { wall, machine }: Moment): boolean {
  const [, ms, boot] = /^(\d+)@(.+)$/u.exec(until) ?? [];
  if (machine !== null && boot === machine.boot) return Number(ms) <= machine.ms;
  return Date.parse(expiresAt) <= wall.getTime();
}
