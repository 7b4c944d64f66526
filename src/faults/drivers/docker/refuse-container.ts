import type { StackContainer } from '../../../docker/stack-container.ts';
import { EXIT, UserError } from '../../../errors/user-error.ts';

/** Throws a UserError (exit 6) for a container that does not run, is frozen already, or must not be touched. */
export function refuseContainer({ name, status, untouchable }: Pick<StackContainer, 'name' | 'status' | 'untouchable'>): void {
  if (untouchable !== null) throw refusal(name, `${name} is not touched: ${untouchable}`);
  if (status === 'paused') throw refusal(name, `${name} is paused already, and not by this run`, `docker unpause ${name}`);
  if (status !== 'running') throw refusal(name, `${name} does not run (${status}), so there is nothing to break`);
}

/** Why a container cannot be broken so: before anything of it is touched. */
export function refusal(where: string, message: string, advice?: string): UserError {
  return new UserError(message, { exitCode: EXIT.unreachable, where, ...(advice === undefined ? {} : { try: advice }) });
}
