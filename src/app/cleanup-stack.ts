export interface CleanupFailure {
  readonly what: string;
  readonly error: unknown;
}

/** What was acquired, to be given back in reverse order; a failure is collected and does not keep the rest from being given back. */
export interface CleanupStack {
  push(what: string, release: () => Promise<void>): void;
  /** Runs each release once, ever. */
  unwind(): Promise<CleanupFailure[]>;
}

export function createCleanupStack(): CleanupStack {
  const entries: { what: string; release: () => Promise<void> }[] = [];
  return {
    push(what, release) {
      entries.push({ what, release });
    },
    async unwind() {
      const failures: CleanupFailure[] = [];
      for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
        const { what, release } = entry;
        await release().catch((error: unknown) => failures.push({ what, error }));
      }
      return failures;
    },
  };
}
