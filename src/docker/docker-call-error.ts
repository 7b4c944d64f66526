/** The engine answered, and the answer is no. */
export class DockerCallError extends Error {
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(what: string, status: number, reason: string) {
    super(`${what}: the engine answered ${status}: ${reason}`);
    this.name = 'DockerCallError';
    this.status = status;
  }
}

/** What was asked for is not there (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof DockerCallError && error.status === 404;
}
