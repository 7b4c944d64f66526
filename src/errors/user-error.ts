/** Exit codes are API: DESIGN §4. */
export const EXIT = {
  pass: 0,
  sloFailed: 1,
  usage: 2,
  inconclusive: 3,
  stopped: 4,
  undoIncomplete: 5,
  unreachable: 6,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface UserErrorDetails {
  readonly exitCode: ExitCode;
  /** Where it happened: `file:line:column`, a URL, a process name. */
  readonly where?: string;
  /** What the reader can do about it, as an imperative sentence. */
  readonly try?: string;
  readonly cause?: unknown;
}

/** An expected failure: printed as message, place and advice, never with a stack. */
export class UserError extends Error {
  readonly exitCode: ExitCode;
  readonly where: string | null;
  readonly try: string | null;

  constructor(message: string, details: UserErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'UserError';
    this.exitCode = details.exitCode;
    this.where = details.where ?? null;
    this.try = details.try ?? null;
  }
}
