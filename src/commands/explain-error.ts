import { Errors } from '@oclif/core';
import { EXIT, UserError } from '../errors/user-error.ts';
import { didYouMean } from '../manifest/problems/did-you-mean.ts';
import { renderBug, renderUserError } from '../terminal/error-text.ts';
import { wantsColour } from '../terminal/style.ts';
import { COMMANDS } from './index.ts';

/** How a command that failed ends: for a program (`shakedown.error/v1`) and, as `text`, for people. */
export interface ExplainedError {
  readonly exitCode: number;
  readonly message: string;
  readonly where: string | null;
  readonly try: string | null;
  readonly text: string;
}

/**
 * An expected failure has its own exit code, and says what, where and what to try; what oclif refuses is a usage error, 2; anything
 * else is a bug of ours, 70, never 1 (1 means that an SLO failed).
 */
export function explainError(error: unknown, args: readonly string[]): ExplainedError {
  const colour = wantsColour(process.env, process.stderr.isTTY === true);
  const failure = asUserError(error, args);
  if (failure !== null) {
    const { exitCode, message, where, try: advice } = failure;
    return { exitCode, message, where, try: advice, text: `${renderUserError(failure, colour)}\n` };
  }
  const message = `a bug of ours: ${error instanceof Error ? error.message : String(error)}`;
  return { exitCode: EXIT.bug, message, where: null, try: null, text: `${renderBug(error, colour)}\n` };
}

function asUserError(error: unknown, args: readonly string[]): UserError | null {
  if (error instanceof UserError) return error;
  if (!(error instanceof Errors.CLIError)) return null;
  const names = Object.keys(COMMANDS).map((name) => name.replace(':', ' '));
  const command = names.find((name) => `${args.join(' ')} `.startsWith(`${name} `));
  if (command === undefined) return unknownCommand(args, names);
  // A command that takes no argument: oclif looks for one that is called by both words.
  const extra = /^command .*:(?<word>[^:]+) not found$/u.exec(error.message)?.groups?.['word'];
  const message = extra === undefined ? usageMessage(error.message) : `Unexpected argument: ${extra}`;
  return new UserError(message, { exitCode: EXIT.usage, try: `see \`shakedown ${command} --help\`` });
}

function unknownCommand(args: readonly string[], names: readonly string[]): UserError {
  const [first = ''] = args;
  if (first.startsWith('-')) {
    const advice = `name the command first, as in \`shakedown run experiment.yaml ${first}\``;
    return new UserError(`there is no command before \`${first}\``, { exitCode: EXIT.usage, try: advice });
  }
  const words = args.filter((arg) => !arg.startsWith('-'));
  const isTopic = names.some((name) => name.startsWith(`${words[0]} `));
  const given = words.slice(0, isTopic ? 2 : 1).join(' ');
  const meant = didYouMean(given, names);
  const all = '`shakedown --help` lists what there is';
  return new UserError(`there is no command \`${given}\``, { exitCode: EXIT.usage, try: meant === null ? all : `${meant} (${all})` });
}

/** oclif's message without its advice: it repeats itself, and what it says of flags with several values is not so here. */
function usageMessage(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:Note: |Alternatively, |See more help|The following errors? occurred)/u.test(line));
  return lines.join('\n').replace(/^Parsing (?<flag>--\S+)\n/u, '$<flag>: ');
}
