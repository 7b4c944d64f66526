import type { Finding } from '../findings.ts';

/** Of what was to be held, this much must show: others take and give back meanwhile. */
const SEEN_SHARE = 0.8;
const BACK_SHARE = 0.5;

export interface FigureMove {
  /** Of bytes. */
  readonly amount: number;
  /** What held space does to the figure: memory in use grows, free space shrinks. */
  readonly grows: boolean;
}

/** A figure of a container that a fault moves by an amount, and that moves back when it is gone. */
export interface MovedFigure {
  bites(now: number, words: string): Finding;
  isBack(now: number, words: string): Finding;
}

/** Pure but for what it remembers: the figure as it was last seen held, which is what giving back is measured from. */
export function movedFigure(before: number, { amount, grows }: FigureMove): MovedFigure {
  let held = before;
  const taken = (from: number, to: number): number => (grows ? to - from : from - to);
  return {
    bites(now, words) {
      const holds = taken(before, now) >= amount * SEEN_SHARE;
      if (holds) held = now;
      return { holds, value: Math.max(0, taken(before, now)), words };
    },
    isBack(now, words) {
      const holds = taken(before, now) < amount * (1 - BACK_SHARE) || taken(now, held) >= amount * BACK_SHARE;
      return { holds, value: Math.max(0, taken(before, now)), words };
    },
  };
}
