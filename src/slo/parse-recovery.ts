import { parseDuration } from '../units/duration.ts';
import type { SloCursor } from './slo-cursor.ts';
import type { SloExpression } from './slo-expression.ts';

/** How long a condition must hold before the system counts as recovered, unless `hold=` says otherwise. */
export const DEFAULT_HOLD_MS = 10_000;

interface RecoveryOptions {
  readonly condition: SloExpression | null;
  readonly holdMs: number;
}

/** Nothing, or `(condition)`, `(hold=5s)`, `(condition, hold=5s)`. */
export function parseRecovery(cursor: SloCursor, parseCondition: (cursor: SloCursor) => SloExpression): RecoveryOptions {
  if (!cursor.take('(')) return { condition: null, holdMs: DEFAULT_HOLD_MS };
  const condition = cursor.sees(/hold\s*=/uy) ? null : parseCondition(cursor);
  const hasHold = condition === null || cursor.take(',');
  const holdMs = hasHold ? parseHold(cursor) : DEFAULT_HOLD_MS;
  cursor.close();
  return { condition, holdMs };
}

function parseHold(cursor: SloCursor): number {
  const name = cursor.word() ?? cursor.failHere('`hold=` must stand here, as in `hold=5s`');
  if (name.text !== 'hold') cursor.failAt(name, `\`${name.text}\` is not an option of recovery_time; did you mean \`hold\`?`);
  if (!cursor.take('=')) cursor.failHere('`=` must follow `hold`, as in `hold=5s`');
  const token = cursor.quantity() ?? cursor.failHere('a duration must follow `hold=`, as in `hold=5s`');
  const parsed = parseDuration(token.text);
  if (!parsed.ok)
    cursor.failAt(token, parsed.suggestion === null ? parsed.message : `${parsed.message}; did you mean \`${parsed.suggestion}\`?`);
  if (parsed.value < 1000 || parsed.value % 1000 !== 0) cursor.failAt(token, '`hold` counts whole seconds, at least `1s`');
  return parsed.value;
}
