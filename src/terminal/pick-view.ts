/** How a run is shown while it goes on. */
export type View = 'dashboard' | 'lines' | 'ndjson' | 'quiet' | 'none';

export interface ViewOptions {
  /** `--json`: stdout belongs to the report. */
  readonly json: boolean;
  /** `--output ndjson`: stdout belongs to the events. */
  readonly ndjson: boolean;
  readonly quiet: boolean;
  /** `--screen-reader`: nothing is drawn. */
  readonly screenReader: boolean;
  /** `--no-dashboard` makes it false. */
  readonly dashboard: boolean;
  readonly stdoutIsTTY: boolean;
  readonly stdinIsTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The dashboard needs a terminal on both ends (it reads keys in raw mode) and a reader who sees it: CI logs, dumb terminals and
 * screen readers (`--screen-reader`, or `INK_SCREEN_READER`, Ink's own switch) get lines.
 */
export function pickView(options: ViewOptions): View {
  if (options.json) return 'none';
  if (options.ndjson) return 'ndjson';
  if (options.quiet) return 'quiet';
  const { env } = options;
  const interactive = options.stdoutIsTTY && options.stdinIsTTY && env['TERM'] !== 'dumb';
  if (!options.dashboard || options.screenReader || !interactive || isOn(env['CI']) || isOn(env['INK_SCREEN_READER'])) return 'lines';
  return 'dashboard';
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
