import type { EventSink } from '../runner/event-bus.ts';
import type { RunState } from '../events/run-state.ts';
import type { Report, SloRow } from '../report/report.ts';
import { renderSummary } from '../report/summary.ts';
import { createConsoleReporter } from '../terminal/console-lines.ts';
import { pickView } from '../terminal/pick-view.ts';
import { wantsColour } from '../terminal/style.ts';

export interface RunViewOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly dashboard: boolean;
  readonly state: () => RunState;
  /** On the timeline. */
  readonly nowMs: () => number;
  /** The SLOs, judged on what is known now. */
  readonly rowsOf: (state: RunState) => readonly SloRow[];
  readonly onStop: (by: 'key' | 'SIGINT') => void;
}

/** What a person sees of a run: the dashboard, or lines, or nothing but the end of it. */
export interface RunView {
  readonly onEvent: EventSink;
  /** True while a dashboard has the screen and the keys: whoever outlives us must give them back. */
  readonly ownsTerminal: boolean;
  /** A line for people, on stderr, beside whatever else is shown. */
  say(line: string): void;
  /** Gives the terminal back. Idempotent. */
  close(): Promise<void>;
  /** The summary, which stays on the screen. */
  finish(report: Report): void;
}

export async function openRunView(options: RunViewOptions): Promise<RunView> {
  const { stdout, stderr, stdin, env } = process;
  const view = pickView({ ...options, stdoutIsTTY: stdout.isTTY === true, stdinIsTTY: stdin.isTTY === true, env });
  const reporter = createConsoleReporter({
    write: (text) => void stdout.write(text),
    colour: wantsColour(env, stdout.isTTY === true),
    quiet: view === 'quiet',
  });
  if (view === 'none') return { onEvent: () => {}, ownsTerminal: false, say: () => {}, close: async () => {}, finish: () => {} };
  const say = (line: string): void => void stderr.write(`${line}\n`);
  const finish = (report: Report): void => reporter.finish(renderSummary(report), report.source === 'flags');
  if (view !== 'dashboard')
    return { onEvent: (event, state) => reporter.onEvent(event, state), ownsTerminal: false, say, close: async () => {}, finish };
  const { startDashboard } = await import('../terminal/dashboard/start-dashboard.ts');
  let lines = false;
  const dashboard = await startDashboard({
    ...options,
    stdout,
    stdin,
    onFailed(error) {
      lines = true;
      say(`the dashboard failed (${error instanceof Error ? error.message : String(error)}); the run goes on, shown as lines`);
    },
  });
  // What was said while the dashboard had the screen is said again when it is gone.
  const said: string[] = [];
  return {
    onEvent: (event, state) => (lines ? reporter.onEvent(event, state) : dashboard.update(event)),
    ownsTerminal: true,
    say: (line) => void said.push(line),
    async close() {
      await dashboard.stop();
      for (const line of said.splice(0)) say(line);
    },
    finish,
  };
}
