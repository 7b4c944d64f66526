import { EXIT, UserError } from '../errors/user-error.ts';

/**
 * `gone`: nobody listens there (any more). `lost`: the connection failed in another way, which may have been a moment's matter.
 * `wedged`: no answer in time; Toxiproxy's DELETE can deadlock a proxy for good. `refused`: the server answered with an error status.
 */
export type CallFailure = 'gone' | 'lost' | 'wedged' | 'refused';

/** A call to a Toxiproxy-compatible server that failed, with what the server said. */
export class ToxiproxyCallError extends UserError {
  readonly failure: CallFailure;
  /** HTTP status of a `refused`, else `null`. */
  readonly status: number | null;

  constructor(failure: CallFailure, message: string, where: string, status: number | null = null, cause?: unknown) {
    super(message, { exitCode: EXIT.unreachable, where, cause });
    this.name = 'ToxiproxyCallError';
    this.failure = failure;
    this.status = status;
  }
}
