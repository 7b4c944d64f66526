import { EXIT, UserError } from '../errors/user-error.ts';
import { logTail } from './log-tail.ts';

const TAIL_LINES = 10;

/** `api never became ready …` with the last lines that it logged. */
export async function startFailure(instance: string, what: string, logPath: string): Promise<UserError> {
  const tail = await logTail(logPath, TAIL_LINES);
  const said = tail.length === 0 ? 'It printed nothing.' : `Its last lines:\n${tail.map((line) => `  | ${line}`).join('\n')}`;
  return new UserError(`${instance} ${what}. ${said}`, {
    exitCode: EXIT.unreachable,
    where: logPath,
    try: 'Read the log, and start the command by hand as the manifest has it.',
  });
}
