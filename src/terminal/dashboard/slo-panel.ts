import { cell, contentWidth, cut, labelled, numberCell, type Canvas } from './canvas.ts';
import { cutList, restLine } from './cut-list.ts';
import { sloDetails } from './slo-details.ts';
import { displayWidth } from '../text/display-width.ts';
import { formatCount } from '../text/format-measure.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, SloView } from '../view/dashboard-view.ts';

const WHERE = 9;
const VALUE = 10;
const MARGIN = 8;
const SAMPLES = 9;
const GAP = 2;
const STATE = 9;
/** Columns from which on a note is worth its beginning. */
const NOTE = 24;
/** An overview of so many rows has some for a second line to each SLO. */
const TALL_ROWS = 32;

interface Widths {
  readonly expr: number;
  /** 0 where there is none, or no room for it. */
  readonly interval: number;
  /** Of the intervals. */
  readonly title: string;
  readonly samples: number;
  readonly state: number;
}

/** Those of which a reader must know first; as they stand among themselves. */
const URGENCY: Readonly<Record<string, number>> = { FAIL: 0, BREACHED: 0, undecided: 1, 'not yet': 3, unreached: 3 };

/** `draw` gives at most `rows` lines. */
export interface SloPanel {
  readonly wants: number;
  readonly draw: (rows: number) => readonly string[];
}

/**
 * Will it pass? A row an SLO: its limit, the phase it judges, its value now, how far inside the limit, and that in words. What the value
 * rests on, its interval and samples, stands in the row where that is wide enough, else in lines under it where there are any. Where there
 * are fewer rows than SLOs, what is breached comes first, then what is undecided, and the last row says how many more there are.
 * @param from on its own page, where all of it is told: how many are scrolled away; else `null`
 */
export function sloPanel(view: DashboardView, canvas: Canvas, from: number | null): SloPanel {
  const isPage = from !== null;
  const { slos } = view;
  if (slos.length === 0) return isPage ? noSlos(canvas) : { wants: 0, draw: () => [] };
  const widths = widthsOf(slos, canvas, true);
  const rowsAlone = sloRows(slos, widths, canvas);
  const cutRows = (rows: number): string[] => {
    if (rowsAlone.length <= rows) return rowsAlone;
    const { shown, rest } = cutList(urgentFirst(slos), rows - 1, from ?? 0, canvas);
    return [...sloRows(shown, widths, canvas), ...restLine(rest, canvas)].slice(0, rows);
  };
  const isTold = widths.interval > 0 || slos.every(({ interval }) => interval === '');
  if (!isPage && (isTold || canvas.rows < TALL_ROWS)) return { wants: rowsAlone.length, draw: cutRows };
  const bare = sloRows(isPage ? slos.map((slo) => ({ ...slo, note: '' })) : slos, widthsOf(slos, canvas, false), canvas);
  const detailsOf = (whole: boolean): string[][] => slos.map((slo) => sloDetails(slo, contentWidth(canvas), whole, canvas));
  const wants = bare.length + detailsOf(isPage).flat().length;
  return {
    wants,
    draw(rows) {
      let spare = rows - bare.length;
      if (spare <= 0) return cutRows(rows);
      const isRoomy = rows >= wants;
      const details = detailsOf(isPage && isRoomy);
      return bare.flatMap((row, index) => {
        const own = details[index - 1]?.slice(0, isRoomy ? spare : Math.min(1, spare)) ?? [];
        spare -= own.length;
        return [row, ...own.map((line) => labelled(canvas, '', line))];
      });
    },
  };
}

/** A page with nothing on it would look broken. */
function noSlos(canvas: Canvas): SloPanel {
  const line = labelled(canvas, 'SLOs', cut(canvas, 'none: this run judges nothing', contentWidth(canvas), 'dim'));
  return { wants: 1, draw: (rows) => [line].slice(0, rows) };
}

export function urgentFirst(slos: readonly SloView[]): readonly SloView[] {
  return slos.toSorted((a, b) => (URGENCY[a.state] ?? 2) - (URGENCY[b.state] ?? 2));
}

/**
 * The SLO with its options, and whose it is: which percentile is of the successes alone must be seen where it stands. Its limit comes first,
 * for what does not fit is cut off at the end.
 */
export function sloName({ expr, options, load }: Pick<SloView, 'expr' | 'options' | 'load'>): string {
  return `${expr}${options === '' ? '' : ` with ${options}`}${load === '' ? '' : ` on ${load}`}`;
}

/** Their head, and a row for each. */
function sloRows(slos: readonly SloView[], widths: Widths, canvas: Canvas): string[] {
  const head =
    cell(canvas, 'limit', widths.expr + GAP) +
    cell(canvas, 'phase', WHERE) +
    numberCell(canvas, 'now', VALUE) +
    numberCell(canvas, widths.title, widths.interval) +
    numberCell(canvas, 'samples', widths.samples) +
    numberCell(canvas, 'margin', MARGIN) +
    `${' '.repeat(GAP)}state`;
  return [labelled(canvas, 'SLOs', canvas.paint('dim', head)), ...slos.map((slo) => labelled(canvas, '', sloLine(slo, widths, canvas)))];
}

/** With their confidence, where it is the same for all: what each has is told on the page of its own. */
function intervalTitle(slos: readonly SloView[]): string {
  const [only, ...others] = new Set(slos.flatMap(({ confidence }) => confidence ?? []));
  return only === undefined || others.length > 0 ? 'interval' : `${Number((only * 100).toFixed(2))}% interval`;
}

/** The limit comes first, then the state; the interval, then the samples take what these leave. */
function widthsOf(slos: readonly SloView[], canvas: Canvas, withEvidence: boolean): Widths {
  const room = contentWidth(canvas) - WHERE - VALUE - MARGIN - 2 * GAP;
  const longest = Math.max(...slos.map((slo) => displayWidth(canvas.clean(sloName(slo))))) + GAP;
  const expr = Math.max(8, Math.min(longest, room - STATE));
  let left = room - expr;
  const take = (columns: number): number => {
    if (!withEvidence || columns === 0 || left - columns < STATE + GAP) return 0;
    left -= columns;
    return columns;
  };
  const widest = Math.max(...slos.map((slo) => displayWidth(slo.interval)));
  const title = intervalTitle(slos);
  const interval = take(widest === 0 ? 0 : Math.max(title.length, widest) + GAP);
  const samples = take(SAMPLES);
  return { expr, interval, title, samples, state: Math.max(0, left) };
}

function sloLine(slo: SloView, { expr, interval, samples, state }: Widths, canvas: Canvas): string {
  const gap = ' '.repeat(GAP);
  return (
    `${cell(canvas, sloName(slo), expr)}${gap}` +
    cell(canvas, slo.where, WHERE, 'dim') +
    numberCell(canvas, slo.value, VALUE, 'strong') +
    numberCell(canvas, slo.interval, interval, 'dim') +
    numberCell(canvas, slo.n === 0 ? '' : formatCount(slo.n), samples, 'dim') +
    numberCell(canvas, slo.margin, MARGIN, roleOf(slo.tone)) +
    `${gap}${cut(canvas, slo.note !== '' && state >= NOTE ? `${slo.state}: ${slo.note}` : slo.state, state, roleOf(slo.tone))}`
  );
}
