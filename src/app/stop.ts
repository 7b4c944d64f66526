import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from '../docker/engine.ts';
import { placeStopRequest } from '../docker/stop-requests.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { currentMoment } from '../journal/moment.ts';
import { stateFolder } from '../journal/state-folder.ts';
import { requestStop } from '../journal/stop-request.ts';
import { userName } from '../os-process/user-name.ts';
import { printable } from '../report/words/printable.ts';
import { engineToRecover } from './engine-to-recover.ts';
import { isOver, listLiveRuns, whatIsLeft } from './live-runs.ts';
import type { LiveRun } from './live-runs.ts';

export interface StopOptions {
  /** `null`: the one that lives. */
  readonly run: string | null;
  /** Every run that lives here and on the engine. */
  readonly all: boolean;
  readonly state?: string;
  /** `--engine`: a Docker engine to look at too. By default the one that docker would speak to, where it answers. */
  readonly engine?: string | null;
  /** How long to wait for the ends, ms. */
  readonly waitMs?: number;
}

/** What `stop --json` prints. */
export interface StopDocument {
  readonly schema: 'shakedown.stop/v1';
  readonly exitCode: typeof EXIT.pass | typeof EXIT.undoIncomplete;
  readonly runs: readonly StoppedRun[];
}

export interface StoppedRun {
  readonly run: string;
  /** `user@host (pid n)`. */
  readonly holder: string;
  /** `this machine`, or the engine's name. */
  readonly where: string;
  readonly ended: boolean;
  /** What it left, where that can be seen from here. */
  readonly left: readonly string[];
}

/** Longer than a run takes for undos that fail and are tried again. */
const WAIT_MS = 120_000;
const LOOK_MS = 300;
const CALL_LIMIT_MS = 20_000;

/**
 * Asks runs that live to end, as Ctrl-C at their own terminals would, and waits until they have: from another terminal, and from another
 * machine where they work on an engine that both reach. Throws a UserError (exit 2) where it is not clear which run is meant.
 */
export async function stop(options: StopOptions): Promise<StopDocument> {
  const state = options.state ?? stateFolder(process.env);
  const engine = await engineToRecover(options.engine ?? null);
  const meant = choose(await listLiveRuns(state, engine, currentMoment()), options);
  const from = `${userName()}@${hostname()}`;
  for (const live of meant) await ask(live, state, from);
  const until = performance.now() + (options.waitMs ?? WAIT_MS);
  const runs = await Promise.all(meant.map((live) => outcome(live, state, until)));
  const isDone = runs.every(({ ended, left }) => ended && left.length === 0);
  return { schema: 'shakedown.stop/v1', exitCode: isDone ? EXIT.pass : EXIT.undoIncomplete, runs };
}

async function ask({ run, engine }: LiveRun, state: string, from: string): Promise<void> {
  if (engine === null) await requestStop(state, run, from);
  else await placeStopRequest(engine, { run, from }, AbortSignal.timeout(CALL_LIMIT_MS));
}

async function outcome(live: LiveRun, state: string, until: number): Promise<StoppedRun> {
  const { run, holder, engine } = live;
  let ended = await isOver(live, state);
  while (!ended && performance.now() < until) {
    await sleep(LOOK_MS);
    ended = await isOver(live, state);
  }
  return { run, holder, where: whereOf(engine), ended, left: ended ? await whatIsLeft(live, state) : [] };
}

function choose(live: readonly LiveRun[], { run, all }: StopOptions): readonly LiveRun[] {
  if (run !== null) {
    const named = live.filter((one) => one.run === run);
    if (named.length === 0) throw refusal(`no run ${run} lives here`, live);
    return named;
  }
  if (all || live.length <= 1) return live;
  throw refusal('several runs live: name one, or say --all', live);
}

function refusal(message: string, live: readonly LiveRun[]): UserError {
  const list = live.map((one) => `${one.run} of ${one.holder} (${whereOf(one.engine)})`).join(', ');
  return new UserError(message, { exitCode: EXIT.usage, try: live.length === 0 ? 'nothing is to be stopped' : `there are: ${list}` });
}

function whereOf(engine: DockerEngine | null): string {
  return engine === null ? 'this machine' : `the engine ${engine.name}`;
}

/** For a terminal. */
export function renderStop({ runs }: StopDocument): string {
  if (runs.length === 0) return 'No run lives: nothing is to be stopped.';
  const lines = runs.flatMap(({ run, holder, where, ended, left }) => [
    `run ${run} of ${holder}, ${where}: ${ended ? (left.length === 0 ? 'stopped, nothing is left of it' : 'stopped, but NOT all undone') : 'asked to stop, and has not ended yet'}`,
    ...left.map((what) => `  left: ${what}`),
    ...(ended ? [] : [`  it may hang: shakedown recover --force ${run}`]),
    ...(left.length === 0 ? [] : ['  undo it with: shakedown recover']),
  ]);
  return printable(lines.join('\n'));
}
