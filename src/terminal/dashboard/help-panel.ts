import type { UiMode } from '../input/ui-state.ts';
import { wordLines } from '../text/word-lines.ts';
import { cell, contentWidth, cut, isNarrow, labelled, type Canvas } from './canvas.ts';

const RUN_KEYS: readonly (readonly [string, string])[] = [
  ['q, Ctrl-C', 'stop: undo every fault, then write the report'],
  ['', 'again: no report, but the undo; a third time: how to undo by hand'],
  ['p', 'hold: undo the faults, let the load go on; p again goes on. A run that was held is invalid (exit 3)'],
  ['n', 'write a note into the events and the report'],
];
const WATCH_KEYS: readonly (readonly [string, string])[] = [
  ['q, Ctrl-C', 'leave; a run that is watched goes on'],
  ['space, p', 'pause the replay, and go on'],
  ['left, right', 'ten seconds back or forth'],
  ['+, -', 'twice or half as fast'],
];
const VIEW_KEYS: readonly (readonly [string, string])[] = [
  ['tab', 'the next panel; shift-tab: the one before'],
  ['e', 'narrow the numbers to one load or endpoint'],
  ['up, down', 'scroll the panel’s own list, else the events'],
];
const HELP_KEY = ['?', 'this help, and back'] as const;
const READING =
  'Response time runs from the intended send time. Percentiles rank every arrival, failures and drops above all answers: `failed` means ' +
  'that the rank fell among them. What was pressed, and what the run did, is in events.ndjson and in the report.';
const KEY = 13;

export function helpLines(mode: UiMode, canvas: Canvas): string[] {
  const width = contentWidth(canvas);
  const keys = [...(mode === 'run' ? RUN_KEYS : WATCH_KEYS), ...(isNarrow(canvas) ? [] : VIEW_KEYS), HELP_KEY];
  const rows = keys.flatMap(([key, does]) => wordLines(does, width - KEY).map((text, line) => [line === 0 ? key : '', text] as const));
  return [
    ...rows.map(([key, text], index) =>
      labelled(canvas, index === 0 ? 'Keys' : '', `${cell(canvas, key, KEY, 'strong')}${cut(canvas, text, width - KEY)}`),
    ),
    '',
    ...wordLines(READING, width).map((text, index) => labelled(canvas, index === 0 ? 'Reading it' : '', cut(canvas, text, width, 'dim'))),
  ];
}
