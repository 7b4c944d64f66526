import { displayWidth } from '../text/display-width.ts';
import { PAGES, type UiMode, type UiState } from '../input/ui-state.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { truncate } from '../text/fit.ts';
import { isNarrow, type Canvas } from './canvas.ts';

/** Columns of what the numbers are narrowed to. */
const FILTER = 24;

const DRAFT_HELP = '  Enter keeps it, Esc drops it';
/** Of a note, beside the help: of less nobody sees what they write. */
const LEAST_DRAFT = 20;

type Hint = readonly [key: string, does: string];

const HELP: Hint = ['?', 'help'];

/** What the keys do now; while a note is written, the note. */
export function keyBar(view: DashboardView, ui: UiState, mode: UiMode, canvas: Canvas): string {
  if (ui.draft !== null) return draftLine(ui.draft, canvas);
  const panel = ui.help ? 'help' : isNarrow(canvas) ? '' : `${ui.page} ${PAGES.indexOf(ui.page) + 1}/${PAGES.length}`;
  // Numbers that leave something out say so on every page.
  const only = view.filter === null ? '' : `only ${truncate(canvas.clean(view.filter), FILTER, canvas.glyphs.ellipsis)}  `;
  const page = view.replay === null ? `${only}${panel}` : `${only}${view.replay}  ${panel}`;
  let text = '';
  let width = 1;
  // The help tells of all the others.
  const last = widthOf(HELP);
  for (const hint of [...hints(view, mode, isNarrow(canvas)), HELP]) {
    const next = widthOf(hint);
    if (width + next + (hint === HELP ? 0 : last) + displayWidth(page) + 1 > canvas.columns) continue;
    text += `${canvas.paint('strong', hint[0])} ${canvas.paint('dim', hint[1])}  `;
    width += next;
  }
  const gap = canvas.columns - width - displayWidth(page) - 1;
  return gap < 0 ? ` ${text}` : ` ${text}${' '.repeat(gap)}${canvas.paint('accent', page)}`;
}

function widthOf([key, does]: Hint): number {
  return displayWidth(key) + 1 + displayWidth(does) + 2;
}

/** In the order of need: what has no room is left out. */
function hints(view: DashboardView, mode: UiMode, narrow: boolean): Hint[] {
  const views: Hint[] = narrow ? [] : [['tab', 'panels'], ...(view.canFilter ? [['e', 'filter'] as const] : [])];
  if (mode === 'watch') return [['q', 'quit'], ['space', 'pause'], ...views, ['left right', '10 s'], ['+ -', 'speed']];
  if (view.stage.name === 'stopping') return [['q', 'again: skip the report, never the undo'], ...views];
  return [['q', 'stop and undo'], ['p', view.stage.name === 'held' ? 'go on' : 'hold'], ['n', 'note'], ...views];
}

function draftLine(draft: string, { columns, clean, paint, glyphs }: Canvas): string {
  const alone = Math.max(1, columns - 9);
  const help = alone - DRAFT_HELP.length < LEAST_DRAFT ? '' : DRAFT_HELP;
  const room = alone - help.length;
  const all = clean(draft);
  // The end of a long one: it is what is being typed.
  const characters = Array.from(all);
  let from = 0;
  while (displayWidth(characters.slice(from).join('')) > room) from += 1;
  const shown = truncate(characters.slice(from).join(''), room, '');
  return ` ${paint('accent', 'note:')} ${shown}${glyphs.caret}${paint('dim', help)}`;
}
