import type { RunEvent } from '../events/run-event.ts';
import type { RunState } from '../events/run-state.ts';
import { linesFor, type LineStyle } from './event-lines.ts';
import { paintSummary, verdictLine } from './paint-summary.ts';
import { createPaint } from './style.ts';
import { createCleanText } from './text/clean-text.ts';
import { foldLines } from './text/fold-lines.ts';

const STATUS_EVERY_MS = 10_000;

export interface ConsoleOptions {
  readonly write: (text: string) => void;
  readonly colour: boolean;
  /** Nothing before the end. */
  readonly quiet: boolean;
  /** Of the terminal, for a summary that is wider; asked when the summary is shown. `undefined`: there is none. */
  readonly columns?: () => number | undefined;
}

export interface ConsoleReporter {
  onEvent(event: RunEvent, state: RunState): void;
  /** The last word: the plain-text summary, or its verdict line where quiet, unless it is `measured`: then its numbers are what was asked for. */
  finish(summary: string, measured?: boolean): void;
}

/** A run as lines: for pipes, CI logs, screen readers and `--no-dashboard`. */
export function createConsoleReporter({ write, colour, quiet, columns }: ConsoleOptions): ConsoleReporter {
  const style: LineStyle = { paint: createPaint(colour), clean: createCleanText(true) };
  let statusAtMs = 0;

  return {
    onEvent(event, state) {
      if (quiet) return;
      const due = event.type === 'load-recorded' && state.zeroMs !== null && event.ms - state.zeroMs >= statusAtMs + STATUS_EVERY_MS;
      if (due) statusAtMs += STATUS_EVERY_MS * Math.floor((event.ms - (state.zeroMs ?? 0) - statusAtMs) / STATUS_EVERY_MS);
      for (const line of linesFor(event, state, due, style)) write(`${line}\n`);
    },
    finish(summary, measured = false) {
      const text = summary.split('\n').map(style.clean).join('\n');
      const shown = foldLines(quiet && !measured ? verdictLine(text) : text, columns?.() ?? Infinity);
      write(`${paintSummary(shown, style.paint)}\n`);
    },
  };
}
