/** Wakes a worker's event loop when its next arrival is due. */
export interface WakeUp {
  /** Resolves once it can. */
  online(): Promise<void>;
  /** Resolves once whatever it runs on has ended, after `stop`. */
  readonly gone: Promise<void>;
  begin(zeroNs: bigint): void;
  /** @param dueUs on the timeline; replaces what was set before */
  wakeAt(dueUs: number): void;
  stop(): void;
}
