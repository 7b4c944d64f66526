import { entryFile } from './entry-file.ts';
import { keepOwnTerminal } from './keep-own-terminal.ts';
import { renderEventLine } from '../events/parse-event-line.ts';
import type { Report } from '../report/report.ts';
import { renderSummary } from '../report/summary.ts';
import type { WrittenFiles } from '../report/summary.ts';
import type { EventSink } from '../runner/event-bus.ts';
import { createConsoleReporter } from '../terminal/console-lines.ts';
import { startDashboard } from '../terminal/dashboard/start-dashboard.ts';
import type { OperatorAction } from '../terminal/input/ui-state.ts';
import { pickView } from '../terminal/pick-view.ts';
import { wantsColour } from '../terminal/style.ts';

export interface RunViewOptions {
  readonly json: boolean;
  readonly ndjson: boolean;
  readonly quiet: boolean;
  readonly dashboard: boolean;
  readonly screenReader: boolean;
  /** On the timeline. */
  readonly nowMs: () => number;
  readonly onAction: (action: OperatorAction) => void;
}

/** What a person sees of a run: the dashboard, or lines, or nothing but the end of it. */
export interface RunView {
  readonly onEvent: EventSink;
  /** A line for people, on stderr, beside whatever else is shown. */
  say(line: string): void;
  /** The same, seen at once: a dashboard gives the screen back for it, and lines go on. */
  insist(line: string): void;
  /** Gives the terminal back. Idempotent. */
  close(): Promise<void>;
  /** The summary, which stays on the screen. */
  finish(report: Report, written: WrittenFiles): void;
}

export async function openRunView(options: RunViewOptions): Promise<RunView> {
  const { stdout, stderr, stdin, env } = process;
  const view = pickView({ ...options, stdoutIsTTY: stdout.isTTY === true, stdinIsTTY: stdin.isTTY === true, env });
  const reporter = createConsoleReporter({
    write: (text) => void stdout.write(text),
    colour: wantsColour(env, stdout.isTTY === true),
    quiet: view === 'quiet',
    columns: () => stdout.columns,
  });
  stdout.off('error', forgetReader).on('error', forgetReader);
  const say = (line: string): void => void stderr.write(`${line}\n`);
  const finish = (report: Report, written: WrittenFiles): void =>
    reporter.finish(renderSummary(report, written), report.source === 'flags');
  const plain = { close: async (): Promise<void> => {} };
  switch (view) {
    case 'none':
      return { ...plain, onEvent: () => {}, say: () => {}, insist: say, finish: () => {} };
    case 'ndjson':
      return { ...plain, onEvent: (event) => void stdout.write(renderEventLine(event)), say, insist: say, finish: () => {} };
    case 'quiet':
    case 'lines':
      return { ...plain, onEvent: (event, state) => reporter.onEvent(event, state), say, insist: say, finish };
    case 'dashboard':
      return dashboardView(options, { reporter, say, finish });
    default:
      return view satisfies never;
  }
}

/** Who read our lines may go (`| head`), or the disk they go to be full: the run, and what it must undo, does not end by that. */
function forgetReader(): void {}

async function dashboardView(
  options: RunViewOptions,
  { reporter, say, finish }: Pick<RunView, 'say' | 'finish'> & { readonly reporter: { onEvent: EventSink } },
): Promise<RunView> {
  // Before the screen is taken, and until it is given back.
  const kept = await keepOwnTerminal();
  let lines = false;
  const dashboard = startDashboard({
    ...options,
    entry: entryFile(import.meta.url, './dashboard.main'),
    mode: 'run',
    stdout: process.stdout,
    stdin: process.stdin,
    onFailed(error) {
      kept.release();
      lines = true;
      say(`the dashboard failed (${error.message}); the run goes on, shown as lines`);
    },
  });
  // What was said while the dashboard had the screen is said again when it is gone.
  const said: string[] = [];
  async function close(): Promise<void> {
    await dashboard.stop();
    kept.release();
    for (const line of said.splice(0)) say(line);
  }
  return {
    onEvent: (event, state) => (lines ? reporter.onEvent(event, state) : dashboard.update(event)),
    say: (line) => void (lines ? say(line) : said.push(line)),
    insist(line) {
      lines = true;
      void close().finally(() => say(line));
    },
    close,
    finish,
  };
}
