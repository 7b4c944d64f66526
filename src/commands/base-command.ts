import { Command, Errors } from '@oclif/core';
import { EXIT, UserError } from '../errors/user-error.ts';

/** What `--json` prints when there is no result: schema `shakedown.error/v1`. */
interface ErrorDocument {
  readonly schema: 'shakedown.error/v1';
  readonly exitCode: number;
  readonly message: string;
  readonly where: string | null;
  readonly try: string | null;
}

/**
 * Ends of a command, in one place: an expected failure prints what, where and what to try, with its exit code; a usage error is 2;
 * anything else is a bug of ours, 70, never 1 (1 means that an SLO failed). Nothing calls process.exit: it cuts JSON on a pipe.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  protected override async catch(error: Error): Promise<void> {
    if (error instanceof Errors.ExitError) throw error;
    const { renderBug, renderUserError } = await import('../terminal/error-text.ts');
    const { wantsColour } = await import('../terminal/style.ts');
    const failure = asUserError(error);
    process.exitCode = failure?.exitCode ?? EXIT.bug;
    if (this.jsonEnabled()) this.logJson(errorDocument(failure, error));
    else {
      const colour = wantsColour(process.env, process.stderr.isTTY === true);
      process.stderr.write(`${failure === null ? renderBug(error, colour) : renderUserError(failure, colour)}\n`);
    }
  }

  /** Plain JSON, without oclif's colours: what a pipe gets is what a terminal shows. */
  override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }
}

function asUserError(error: Error): UserError | null {
  if (error instanceof UserError) return error;
  if (!(error instanceof Errors.CLIError)) return null;
  const [message = error.message, ...rest] = error.message.split('\n');
  const advice = rest.join('\n').trim();
  return new UserError(message, { exitCode: EXIT.usage, try: advice === '' ? 'see --help' : advice });
}

function errorDocument(failure: UserError | null, error: Error): ErrorDocument {
  return {
    schema: 'shakedown.error/v1',
    exitCode: failure?.exitCode ?? EXIT.bug,
    message: failure?.message ?? `a bug of ours: ${error.message}`,
    where: failure?.where ?? null,
    try: failure?.try ?? null,
  };
}
