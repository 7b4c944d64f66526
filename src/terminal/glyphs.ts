/** The signs of the dashboard, in Unicode or in ASCII. Each is one column wide, `ellipsis` excepted. */
export interface Glyphs {
  readonly unicode: boolean;
  readonly ellipsis: string;
  readonly separator: string;
  readonly arrow: string;
  readonly barDone: string;
  readonly barTodo: string;
  readonly barNow: string;
  readonly barEdge: string;
  readonly faultSpan: string;
  /** Fills a sparkline's column where there was a failure and no value. */
  readonly failedLevel: string;
  /** From nothing to full, for sparklines. */
  readonly levels: readonly string[];
  /** From nothing to much, for heat maps. */
  readonly shades: readonly string[];
  /** Where a fault begins and ends, in charts. */
  readonly faultEdge: string;
  /** A fault's lane: `laneDone` is what was, `laneTodo` what is planned. */
  readonly laneDone: string;
  readonly laneTodo: string;
  /** Corners from the top left clockwise, then the horizontal and the vertical line. */
  readonly box: readonly [string, string, string, string, string, string];
  readonly caret: string;
}

const UNICODE: Glyphs = {
  unicode: true,
  ellipsis: '…',
  separator: '·',
  arrow: '→',
  barDone: '━',
  barTodo: '─',
  barNow: '●',
  barEdge: '┃',
  faultSpan: '▔',
  failedLevel: '▒',
  levels: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  shades: [' ', '░', '▒', '▓', '█'],
  faultEdge: '┊',
  laneDone: '▬',
  laneTodo: '╌',
  box: ['╭', '╮', '╯', '╰', '─', '│'],
  caret: '▏',
};

const ASCII: Glyphs = {
  unicode: false,
  ellipsis: '...',
  separator: '-',
  arrow: '>',
  barDone: '=',
  barTodo: '-',
  barNow: '>',
  barEdge: '|',
  faultSpan: '^',
  failedLevel: 'X',
  levels: [' ', '_', '.', ':', '-', '=', '+', '*', '#'],
  shades: [' ', '.', 'o', 'O', '@'],
  faultEdge: '|',
  laneDone: '=',
  laneTodo: '-',
  box: ['+', '+', '+', '+', '-', '|'],
  caret: '_',
};

export function pickGlyphs(unicode: boolean): Glyphs {
  return unicode ? UNICODE : ASCII;
}

/**
 * Whether the terminal shows Unicode, by what POSIX says of locales: the first of `LC_ALL`, `LC_CTYPE`, `LANG` that is set
 * names the character set. Windows and macOS name none and show it; the Linux console lacks most of our signs.
 */
export function showsUnicode(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  if (locale === undefined) return platform === 'darwin' || platform === 'win32';
  return /utf-?8/i.test(locale);
}
