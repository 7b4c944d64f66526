import type { ToxicCounter } from './toxic-counter.ts';

import type { Scheduler } from './scheduler.ts';

/** `half`: the peer's FIN, to be passed on as one. `full`: both sides are to be closed, once what went before is written. */
export type StreamEnd = 'half' | 'full';

/** Takes one direction of a connection's bytes, in order; `end` comes last. */
export interface Sink {
  push(chunk: Buffer): void;
  end(how: StreamEnd): void;
}

/** A toxic at work on one direction of one connection. */
export interface Stage extends Sink {
  /** What it keeps back, in bytes and counting some for each chunk: what back-pressure is reckoned from. */
  readonly held: number;
  /** How much may be kept back on its account before the sender is made to wait. */
  readonly capacity: number;
  /** The toxic is removed or changed: passes on everything it keeps back, at once and in order, and never acts again. */
  release(): void;
  /** The connection is gone: forgets everything and stops its timers. */
  abandon(): void;
}

/** What a stage may reach. */
export interface StageContext {
  readonly direction: 'upstream' | 'downstream';
  /** The toxic's, for kinds that roll their own dice. */
  readonly toxicity: number;
  /** One object for this toxic on this connection, the same in both directions: where a kind that works on both keeps what they share. */
  readonly shared: Map<string, object>;
  readonly next: Sink;
  readonly scheduler: Scheduler;
  /** In [0, 1); a stream of its own for this toxic on this connection and direction. */
  readonly random: () => number;
  /** Resets both sides: a RST, whatever is unsent is lost. */
  readonly reset: () => void;
  /** For kinds that choose requests, which count those themselves. */
  readonly counter: ToxicCounter;
}
