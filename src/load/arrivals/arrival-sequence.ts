/** Intended send times of one load entry, in order. Made of nothing but the manifest and the seed, so that a run can be replayed. */
export interface ArrivalSequence {
  /** The next intended time, µs from the timeline's zero; never less than the one before. `Infinity`: there are no more. */
  next(): number;
}

/** Which arrivals of the common schedule a worker takes: every `of`-th, beginning with number `worker`. */
export interface Shard {
  readonly worker: number;
  readonly of: number;
}
