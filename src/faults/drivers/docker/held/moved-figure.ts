import type { Finding } from '../findings.ts';

/** Of what was held, this much comes back at least: the rest the container may have taken meanwhile. */
const BACK_SHARE = 0.5;

export interface FigureMove {
  /** Of bytes. */
  readonly amount: number;
  /** What held space does to the figure: memory in use grows, free space shrinks. */
  readonly grows: boolean;
  /** Of bytes: how far a figure may be off, by the grain in which it is counted. */
  readonly slack: number;
}

/** A figure of a container that a fault moves by an amount, and that moves back when it is gone. */
export interface MovedFigure {
  /** `isHeld`: whether the engine says that the helper still stands. */
  bites(now: number, isHeld: boolean, words: string): Finding;
  /** Only asked when the helper is gone: whatever is missing then is the container's own. */
  isBack(now: number, words: string): Finding;
}

/**
 * Pure but for what it remembers: that it got there once. From then on it holds as long as its helper stands, whatever the container gives
 * back of its own: deleting files of one's own is a good answer to a full disk, and takes nothing of the fault away.
 */
export function movedFigure(before: number, { amount, grows, slack }: FigureMove): MovedFigure {
  let held: number | null = null;
  const taken = (from: number, to: number): number => (grows ? to - from : from - to);
  return {
    bites(now, isHeld, words) {
      const isThere = taken(before, now) >= amount - slack;
      const holds = isHeld && (isThere || held !== null);
      if (holds) held = now;
      const value = Math.max(0, taken(before, now));
      if (!isHeld) return { holds, value, words: `${words}; its helper is gone` };
      return {
        holds,
        value,
        words: isThere || !holds ? words : `${words}: the container itself gave some back, and what is held of it is`,
      };
    },
    isBack(now, words) {
      const value = Math.max(0, taken(before, now));
      const back = taken(now, held ?? now);
      if (taken(before, now) <= slack || (held !== null && back >= amount - slack)) return { holds: true, value, words };
      if (back >= amount * BACK_SHARE) return { holds: true, value, words: `${words}: the rest the container took meanwhile` };
      return { holds: false, value, words };
    },
  };
}
