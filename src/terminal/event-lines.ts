import type { RunEvent } from '../events/run-event.ts';
import type { RunState } from '../events/run-state.ts';
import { eventWords } from '../report/words/event-words.ts';
import { probeTurn } from '../report/words/probe-turn.ts';
import { statusLines } from './status-line.ts';
import type { Paint } from './style.ts';
import { formatOffset } from './text/format-measure.ts';
import type { CleanText } from './text/clean-text.ts';
import type { Tone } from '../report/words/tone.ts';
import { roleOf } from './tone.ts';

const OFFSET_WIDTH = 8;

/** How lines are painted and what is done to strange characters in them. */
export interface LineStyle {
  readonly paint: Paint;
  readonly clean: CleanText;
}

/**
 * What an event prints: a line, several, or nothing. Each begins with its time on the timeline, `+12.3s`; before the timeline's
 * zero that is the time since the run began, in brackets.
 *
 * @param state after the event
 * @param statusDue whether a line on how the load is doing is due
 */
export function linesFor(event: RunEvent, state: RunState, statusDue: boolean, style: LineStyle): string[] {
  const words = eventWords(event) ?? probeTurn(event, state);
  const status = statusDue ? statusLines(state).map((text) => line(event, state, text, 'dim', style)) : [];
  return words === null ? status : [line(event, state, words.text, words.tone, style), ...status];
}

function line(event: RunEvent, state: RunState, text: string, tone: Tone, { paint, clean }: LineStyle): string {
  const offset = state.zeroMs === null ? `[${(event.ms / 1000).toFixed(1)}s]` : formatOffset(event.ms - state.zeroMs);
  const role = roleOf(tone);
  const cleaned = clean(text);
  return `${paint('dim', offset.padStart(OFFSET_WIDTH))}  ${role === undefined ? cleaned : paint(role, cleaned)}`;
}
