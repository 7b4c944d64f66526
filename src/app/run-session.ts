import { randomBytes } from 'node:crypto';
import { availableParallelism, platform, release } from 'node:os';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { LatencyLimit } from '../load/load-driver.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import { createEventBus } from '../runner/event-bus.ts';
import type { EventBus } from '../runner/event-bus.ts';
import type { Clock } from '../runner/clock.ts';
import { createHoldPort } from '../runner/hold-port.ts';
import type { HoldPort } from '../runner/hold-port.ts';
import { createStopPort } from '../runner/stop-port.ts';
import type { StopPort } from '../runner/stop-port.ts';
import { createRunFolder } from '../run-folder/run-folder.ts';
import type { RunFolder } from '../run-folder/run-folder.ts';
import { latencyLimits } from '../slo/latency-limits.ts';
import { createCleanupStack } from './cleanup-stack.ts';
import type { CleanupStack } from './cleanup-stack.ts';
import { actOn } from './act-on.ts';
import { gitRevision } from './git-revision.ts';
import { watchInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';
import type { LoadedExperiment } from './load-experiment.ts';
import { openRunView } from './run-view.ts';
import type { RunView } from './run-view.ts';
import { redactEvents } from './redact-events.ts';
import { sendHeartbeats } from './send-heartbeats.ts';
import { startedEvent } from './started-event.ts';
import { createSystemClock } from './system-clock.ts';
import { toolVersion } from './tool-version.ts';
import { watchCrashes } from './watch-crashes.ts';
import { watchDuration } from './watch-duration.ts';

/** What one run holds from its first event to its last. */
export interface RunSession {
  readonly run: string;
  readonly plan: RunPlan;
  readonly loaded: LoadedExperiment;
  readonly toolVersion: string;
  readonly limits: readonly LatencyLimit[];
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly stop: StopPort;
  readonly hold: HoldPort;
  readonly cleanup: CleanupStack;
  readonly folder: RunFolder;
  readonly view: RunView;
  readonly interrupts: Interrupts;
  /** Puts an end that was nobody's choice on record: a UserError with its exit code, anything else as a bug of ours. */
  fail(error: unknown): void;
  /** Signals and the event log; last of all. */
  close(): void;
}

export interface SessionOptions {
  readonly reportDir: string;
  readonly dashboard: boolean;
  readonly quiet: boolean;
  /** Whether the run folder gets an HTML report. */
  readonly html: boolean;
  readonly json: boolean;
  /** `--output ndjson`: the events on standard output, nothing else there. */
  readonly ndjson: boolean;
  /** Lines in place of drawings. */
  readonly screenReader: boolean;
}

/** Makes the run's folder and writes its first event. Throws a UserError (exit 2) when the folder cannot be made. */
export async function openSession(options: SessionOptions, loaded: LoadedExperiment, plan: RunPlan): Promise<RunSession> {
  const clock = createSystemClock();
  const run = randomBytes(4).toString('hex');
  const version = await toolVersion();
  const git = await gitRevision(loaded.folder);
  const limits = latencyLimits(plan.slos, plan.experiment.stopConditions);
  const { secrets } = plan.experiment;
  const folder = await createRunFolder({ reportDir: options.reportDir, name: plan.experiment.name, run, now: clock.wallClock(), secrets });
  const stop = createStopPort();
  const hold = createHoldPort();
  const cleanup = createCleanupStack();

  let view: RunView | null = null;
  const bus = createEventBus(
    clock,
    [(event) => folder.append(event), (event, state) => view?.onEvent(event, state)],
    redactEvents(secrets),
  );
  const interrupts = watchInterrupts({
    stop,
    bus,
    env: process.env,
    say: (line) => view?.say(line),
    insist: (line) => view?.insist(line),
  });
  view = await openRunView({
    ...options,
    nowMs: () => bus.nowMs() - (bus.state.zeroMs ?? 0),
    onAction: (action) => actOn(action, { bus, stop, hold, interrupts }),
  });
  const host = { os: `${platform()} ${release()}`, cpus: availableParallelism() };
  bus.emit(startedEvent({ run, plan, loaded, version, git, limits, host, runFolder: folder.path }));
  for (const message of new Set([...loaded.warnings, ...plan.warnings])) bus.emit({ type: 'warning-raised', message });

  let failed = false;
  function fail(error: unknown): void {
    if (failed) return;
    failed = true;
    const known = error instanceof UserError;
    const message = error instanceof Error ? error.message : String(error);
    bus.emit({
      type: 'run-failed',
      exitCode: known ? error.exitCode : EXIT.bug,
      message,
      where: known ? error.where : null,
      try: known ? error.try : null,
    });
  }

  const unwatchCrashes = watchCrashes((error) => {
    fail(error);
    stop.stop({ kind: 'crash', error });
  });
  const unwatchDuration = watchDuration(plan.experiment.safety.maxDurationMs, { bus, stop });
  const stopHeartbeats = sendHeartbeats(bus);
  function close(): void {
    interrupts.dispose();
    stopHeartbeats();
    unwatchCrashes();
    unwatchDuration();
    folder.close();
  }

  return { run, plan, loaded, toolVersion: version, limits, clock, bus, stop, hold, cleanup, folder, view, interrupts, fail, close };
}
