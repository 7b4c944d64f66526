/** How the load is generated, and from where on the generator counts as the limit. */
export interface GeneratorSpec {
  /** Threads that share the schedule, or the connections of a closed load. */
  readonly workers: number;
  /** Workers stay awake for the next arrival, each at the cost of a core. */
  readonly precise: boolean;
  readonly limits: GeneratorLimits;
}

/** SEMANTICS, "generator limited". */
export interface GeneratorLimits {
  /** Of the arrivals due in any `withinSeconds`, the least that must have been taken up by their end. */
  readonly sentShare: number;
  readonly withinSeconds: number;
  /** A worker above this share of a core is busy; `null`: its CPU says nothing, since it never sleeps. */
  readonly busyCores: number | null;
  /** Of the judged seconds, the most in which a worker may be busy. */
  readonly busyShare: number;
  /** Without a schedule nothing is late: how long a worker of a closed load may stand still. */
  readonly stallMs: number;
}

export const DEFAULT_LIMITS: GeneratorLimits = {
  sentShare: 0.99,
  withinSeconds: 10,
  busyCores: 0.9,
  busyShare: 0.05,
  stallMs: 500,
};

export const DEFAULT_GENERATOR: GeneratorSpec = { workers: 1, precise: false, limits: DEFAULT_LIMITS };
