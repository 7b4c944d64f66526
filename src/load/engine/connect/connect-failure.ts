import type { Outcome } from '../../load-driver.ts';

/** A connection that never stood. Without a `code`, so that nobody takes it for an error worth another attempt. */
export class ConnectFailure extends Error {
  readonly outcome: Outcome;
  readonly detail: string;

  constructor(outcome: Outcome, detail: string) {
    super(`${outcome}: ${detail}`);
    this.outcome = outcome;
    this.detail = detail;
  }
}
