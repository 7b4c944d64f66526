import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { RunState } from '../events/run-state.ts';
import { createReplay, type Replay } from '../events/replay.ts';
import { buildReport } from '../report/build-report.ts';
import { renderSummary } from '../report/summary.ts';
import { followEventLog, type FollowedLog } from '../run-folder/follow-event-log.ts';
import { createConsoleReporter, type ConsoleReporter } from '../terminal/console-lines.ts';
import { pickView } from '../terminal/pick-view.ts';
import { wantsColour } from '../terminal/style.ts';
import { parseDuration } from '../units/duration.ts';
import { watchDashboard } from './watch-dashboard.ts';

const TICK_MS = 50;

export interface WatchOptions {
  readonly folder: string;
  /** Times real time, or `max`; `null`: 1 in the dashboard and for a run that goes on, else `max`. */
  readonly speed: string | null;
  /** Where on the timeline to begin; `null`: a finished run at its beginning, one that goes on where it is. */
  readonly from: string | null;
  readonly dashboard: boolean;
  readonly screenReader: boolean;
}

/**
 * Tells a run from its event log alone, be it finished or still going on. Touches nothing of it. Throws a UserError (exit 2) for a folder without a
 * log, or a flag that is none.
 */
export async function watch(options: WatchOptions): Promise<void> {
  const { stdout, stdin, env } = process;
  const chosen = options.speed === null ? null : parseSpeed(options.speed);
  const fromMs = options.from === null ? null : parseFrom(options.from);
  const log = followEventLog(options.folder);
  const view = pickView({
    ...options,
    json: false,
    ndjson: false,
    quiet: false,
    stdoutIsTTY: stdout.isTTY === true,
    stdinIsTTY: stdin.isTTY === true,
    env,
  });
  const reporter = createConsoleReporter({
    write: (text) => void stdout.write(text),
    colour: wantsColour(env, stdout.isTTY === true),
    quiet: false,
    columns: () => stdout.columns,
  });
  // Nobody reads on (`| head`): there is nothing left to do.
  const reader = new AbortController();
  const leave = (): void => reader.abort();
  stdout.on('error', leave);
  let replay: Replay;
  try {
    replay =
      view === 'dashboard'
        ? await watchDashboard(log, { speed: chosen ?? 1, fromMs })
        : await watchLines(log, reporter, { speed: chosen ?? Infinity, fromMs, signal: reader.signal });
  } finally {
    stdout.off('error', leave);
    log.close();
  }
  if (replay.state.header === null) {
    if (!replay.over) return;
    throw new UserError('The event log does not say which run it is of.', {
      exitCode: EXIT.usage,
      where: options.folder,
      try: 'give a run folder whose events.ndjson begins with `run-started`',
    });
  }
  if (replay.state.ended !== null) reporter.finish(renderSummary(buildReport(replay.state)), replay.state.header.source === 'flags');
  else if (replay.over) stdout.write('The log ends here, without the end of the run: it was killed, or its disk is full.\n');
}

/** Until nothing more comes, or the signal. What came before `fromMs` is known, and not told. */
async function watchLines(
  log: FollowedLog,
  reporter: ConsoleReporter,
  { speed, fromMs, signal }: { readonly speed: number; readonly fromMs: number | null; readonly signal: AbortSignal },
): Promise<Replay> {
  let silent = fromMs !== null;
  const onEvent = (event: RunEvent, state: RunState): void => {
    if (!silent) reporter.onEvent(event, state);
  };
  const replay = createReplay({ onEvent, onRestart: () => {} }, { speed });
  replay.add(log.read());
  if (fromMs !== null) replay.seek(replay.onEventClock(fromMs));
  silent = false;
  for (replay.tick(performance.now(), Date.now()); !replay.over && !signal.aborted; replay.tick(performance.now(), Date.now())) {
    await sleep(TICK_MS);
    replay.add(log.read());
  }
  return replay;
}

function parseSpeed(text: string): number {
  if (text === 'max') return Infinity;
  const speed = Number(text.replace(/x$/u, ''));
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new UserError(`\`${text}\` is no speed`, {
    exitCode: EXIT.usage,
    where: '--speed',
    try: 'write --speed 10 for ten times as fast, or --speed max',
  });
}

function parseFrom(text: string): number {
  const parsed = parseDuration(text);
  if (parsed.ok) return parsed.value;
  throw new UserError(`--from ${text}: ${parsed.message}`, {
    exitCode: EXIT.usage,
    where: '--from',
    try: 'write --from 30s for half a minute after the first arrival',
  });
}
