import type { UserError } from '../errors/user-error.ts';
import { createPaint } from './style.ts';
import { escapeControls } from '../report/words/escape-controls.ts';

/**
 * An expected failure for people: what failed, where, what to try. Several lines in a message (a code frame) are kept.
 *
 * ```text
 * error: the service `api` never became ready
 *     at experiments/quickstart/experiment.yaml:12:5
 *   try: look at its log in reports/…
 * ```
 */
export function renderUserError(error: UserError, colour: boolean): string {
  const paint = createPaint(colour);
  const lines = [`${paint('bad', 'error:')} ${indentRest(error.message)}`];
  if (error.where !== null) lines.push(`${paint('dim', '    at')} ${indentRest(error.where)}`);
  if (error.try !== null) lines.push(`${paint('accent', '   try:')} ${indentRest(error.try)}`);
  return lines.join('\n');
}

/** A failure of ours: says so, and keeps the stack for the report that we ask for. */
export function renderBug(error: unknown, colour: boolean): string {
  const paint = createPaint(colour);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `${paint('bad', 'bug:')} something in shakedown itself failed`,
    ...stack.split('\n').map((line) => paint('dim', `  ${escapeControls(line)}`)),
    `${paint('accent', '   try:')} report it with the lines above and the run folder's events.ndjson`,
  ].join('\n');
}

function indentRest(text: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? '' : '       ') + escapeControls(line))
    .join('\n');
}
