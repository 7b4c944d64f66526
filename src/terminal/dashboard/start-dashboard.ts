import { Worker } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../events/run-event.ts';
import type { OperatorAction, UiMode } from '../input/ui-state.ts';
import { leaveRawMode, restoreTerminal } from './restore-terminal.ts';
import type { Terminal } from './terminal.ts';
import type { DrawingSetup, FromDrawing, TerminalSize, ToDrawing, Told } from './thread-messages.ts';
import { WriteGate } from './write-gate.ts';

/** What happens is drawn so soon: as fast as people read. */
const FRAME_MS = 250;
/** Where nothing happens, the time goes on once a second; a report of the load, which comes as often, is then drawn with it in one frame. */
const CLOCK_MS = 900;
/** What the thread may take to give the screen back: it draws its last frame first, and may be starting yet. */
const LEAVE_MS = 2_000;
/** A write in progress; one that takes longer waits for a terminal that takes nothing. */
const WRITE_MS = 100;
const CTRL_C = '\u0003';

export interface DashboardOptions extends Terminal {
  /** The drawing thread's file. */
  readonly entry: URL;
  /** Now, on the timeline. */
  readonly nowMs: () => number;
  /** A replay has keys of its own. */
  readonly mode: UiMode;
  /** Of a replay: how it goes, `10x`, `paused`. */
  readonly replay?: () => string;
  readonly onAction: (action: OperatorAction) => void;
  /** The drawing threw, a bug of ours: the terminal is restored, the run goes on unseen unless the caller shows it otherwise. */
  readonly onFailed?: (error: Error) => void;
}

export interface Dashboard {
  update(event: RunEvent): void;
  /** The run is told again from its beginning: forgets what it was told before. */
  restart(): void;
  /** Restores the terminal. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Draws until `stop()`, in a thread of its own: neither React's start nor a frame, nor a terminal that takes none, holds up a request, a
 * fault or its undo. The terminal is restored on every end of this process but SIGKILL.
 */
export function startDashboard({ entry, stdout, stdin, mode, nowMs, replay, onAction, onFailed }: DashboardOptions): Dashboard {
  const gate = new WriteGate();
  const setup: DrawingSetup = { mode, size: sizeOf(stdout), fd: stdout.fd, gate: gate.buffer };
  // React and Ink choose their build by it: the development build costs twice the CPU.
  const thread = new Worker(entry, { workerData: setup, name: 'shakedown-dashboard', env: { ...process.env, NODE_ENV: 'production' } });
  const exited = new Promise<number>((resolve) => thread.once('exit', resolve));
  const post = (message: ToDrawing): void => thread.postMessage(message);
  let told: Told[] = [];
  /** Frames that come faster than the thread draws them would pile up. */
  let drawing = false;
  let last = { atMs: -Infinity, replay: null as string | null };
  let stopping: Promise<void> | null = null;

  thread.on('message', (message: FromDrawing) => {
    if (message.kind === 'drawn') drawing = false;
    else if (stopping === null) onAction(message);
  });
  thread.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  thread.on('exit', (code) => fail(new Error(`its thread exited with code ${code}`)));
  process.on('exit', restore);
  stdout.on('resize', resize);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.on('data', press);
  const timer = setInterval(() => void (drawing || !isDue() || tick()), FRAME_MS);
  tick();
  return {
    update: (event) => void told.push(event),
    restart: () => void told.push('restart'),
    stop,
  };

  function isDue(): boolean {
    return told.length > 0 || (replay?.() ?? null) !== last.replay || performance.now() - last.atMs >= CLOCK_MS;
  }

  function tick(): void {
    drawing = true;
    last = { atMs: performance.now(), replay: replay?.() ?? null };
    post({ type: 'tick', told, nowMs: nowMs(), replay: last.replay });
    told = [];
  }

  function resize(): void {
    post({ type: 'resize', size: sizeOf(stdout) });
  }

  /** In raw mode the terminal sends no SIGINT for Ctrl-C. */
  function press(text: string): void {
    for (const letter of text) if (letter === CTRL_C) onAction({ kind: 'stop', by: 'SIGINT' });
    post({ type: 'input', text });
  }

  function fail(error: Error): void {
    if (stopping !== null) return;
    void stop().then(() => onFailed?.(error));
  }

  function stop(): Promise<void> {
    stopping ??= shutDown();
    return stopping;
  }

  function restore(): void {
    gate.shut(WRITE_MS);
    restoreTerminal({ stdin, stdout });
  }

  async function shutDown(): Promise<void> {
    clearInterval(timer);
    stdout.off('resize', resize);
    tick();
    post({ type: 'leave' });
    const code = await Promise.race([exited, sleep(LEAVE_MS, undefined, { ref: false })]);
    stdin.off('data', press);
    stdin.pause();
    thread.unref();
    // Where a write still waits for the terminal, all that we could do to it would as well: that is left to this process's exit.
    if (!gate.shut(WRITE_MS)) return;
    process.off('exit', restore);
    if (code === 0) leaveRawMode(stdin);
    else restoreTerminal({ stdin, stdout });
    void thread.terminate();
  }
}

function sizeOf({ columns, rows }: TerminalSize): TerminalSize {
  return { columns, rows };
}
