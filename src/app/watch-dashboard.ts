import { createReplay, type Replay } from '../events/replay.ts';
import type { FollowedLog } from '../run-folder/follow-event-log.ts';
import { startDashboard } from '../terminal/dashboard/start-dashboard.ts';
import { entryFile } from './entry-file.ts';
import { keepOwnTerminal } from './keep-own-terminal.ts';
import type { OperatorAction } from '../terminal/input/ui-state.ts';

const TICK_MS = 100;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The dashboard over a log, until somebody leaves it. Resolves with what was told. */
export async function watchDashboard(
  log: FollowedLog,
  options: { readonly speed: number; readonly fromMs: number | null },
): Promise<Replay> {
  const left = Promise.withResolvers<void>();
  const leave = (): void => left.resolve();
  const fail = (error: unknown): void => left.reject(error instanceof Error ? error : new Error(String(error)));
  const replay = createReplay({ onEvent: (event) => dashboard.update(event), onRestart: () => dashboard.restart() }, options);
  const kept = await keepOwnTerminal();
  const dashboard = startDashboard({
    entry: entryFile(import.meta.url, './dashboard.main'),
    mode: 'watch',
    nowMs: () => replay.atMs - (replay.state.zeroMs ?? 0),
    replay: () => describe(replay),
    stdout: process.stdout,
    stdin: process.stdin,
    onAction: act,
    onFailed: fail,
  });
  for (const signal of SIGNALS) process.on(signal, leave);
  const timer = setInterval(step, TICK_MS);
  try {
    begin();
    await left.promise;
  } finally {
    clearInterval(timer);
    await dashboard.stop();
    kept.release();
    for (const signal of SIGNALS) process.off(signal, leave);
  }
  return replay;

  /** A run that goes on is shown as it is now, a finished one from its beginning. */
  function begin(): void {
    replay.add(log.read());
    replay.tick(performance.now(), Date.now());
    replay.seek(Infinity);
    replay.tick(performance.now(), Date.now());
    if (options.fromMs !== null) replay.seek(replay.onEventClock(options.fromMs));
    else if (replay.over) replay.seek(0);
  }

  function step(): void {
    try {
      replay.add(log.read());
      replay.tick(performance.now(), Date.now());
    } catch (error) {
      fail(error);
    }
  }

  function act(action: OperatorAction): void {
    if (action.kind === 'stop') leave();
    else if (action.kind === 'pause') replay.pause();
    else if (action.kind === 'seek') replay.seek(replay.atMs + action.byMs);
    else if (action.kind === 'speed') replay.setSpeed(Math.min(1_000, Math.max(0.125, replay.speed * action.factor)));
  }
}

function describe(replay: Replay): string {
  if (replay.over) return 'end of the log';
  const speed = replay.speed === Infinity ? 'max speed' : `${replay.speed}x`;
  return replay.paused ? `paused, ${speed}` : speed;
}
