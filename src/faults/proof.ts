/** What an observer that is not the injector measured, with the number. */
export interface Proof {
  readonly proven: boolean;
  /** What was measured: `added latency`, `exchanges unanswered`, `process state`. */
  readonly what: string;
  readonly value: number | null;
  readonly unit: string | null;
  /** One sentence for people: `+201 ms at the median of 7 exchanges`. */
  readonly detail: string;
}

/** The traffic that met the fault; `null` where the driver has no way to count it. */
export interface Exposure {
  /** Or requests, of a fault that chooses those; `null`: only bytes can be counted. */
  readonly connections: number | null;
  readonly bytes: number;
  /** Share of the client's traffic on that edge that went through the fault, 0 … 1. */
  readonly share: number;
}
