/** The public Node API: what the commands do, without a command line. Every function throws `UserError` for what a user can mend. */
export { UserError } from './errors/user-error.ts';
export type { ExitCode } from './errors/user-error.ts';
export { plan } from './app/plan.ts';
export type { PlanDocument } from './app/plan.ts';
export { recover } from './app/recover.ts';
export type { RecoverOptions, RecoveryDocument } from './app/recover.ts';
export { run } from './app/run.ts';
export type { RunOptions } from './app/run.ts';
export { schema } from './app/schema.ts';
export { stop } from './app/stop.ts';
export type { StopDocument, StopOptions } from './app/stop.ts';
export { validate } from './app/validate.ts';
export type { ValidationDocument } from './app/validate.ts';
export type { RunEvent } from './events/run-event.ts';
export type { Report } from './report/report.ts';
