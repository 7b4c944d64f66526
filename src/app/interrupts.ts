import type { EventBus } from '../runner/event-bus.ts';
import type { StopPort, StopRequester } from '../runner/stop-port.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_CHECK_MS = 500;

export interface Interrupts {
  /** What a key in the dashboard calls: the same stop as the signal. */
  request(by: StopRequester, from?: string): void;
  /** A second request came: undo, but write no report. */
  readonly skipReport: boolean;
  /** Where the third request finds the commands that would undo by hand. */
  takeManualFrom(source: () => readonly string[]): void;
  dispose(): void;
}

/**
 * First request: undo and finish the report. Second: skip the report, never the undo. Third: show the commands that would undo by
 * hand. `CI` cancels a job behind npm by killing npm, which leaves us alive with another parent: that counts as SIGTERM.
 */
export function watchInterrupts(ports: {
  readonly stop: StopPort;
  readonly bus: EventBus;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
  /** The same, and seen at once whatever has the screen. */
  readonly insist: (line: string) => void;
}): Interrupts {
  const { stop, bus } = ports;
  let requests = 0;
  let manual: () => readonly string[] = () => [];

  function request(by: StopRequester, from?: string): void {
    requests += 1;
    if (requests === 1) {
      if (stop.cause === null) bus.emit({ type: 'stop-requested', by, ...(from === undefined ? {} : { from }) });
      stop.stop({ kind: 'requested', by });
      ports.say(`${by}: undoing what was done, then writing the report (again: skip the report)`);
    } else if (requests === 2) {
      ports.say(`${by}: undoing what was done, without a report (again: show how to undo by hand)`);
    } else {
      const commands = manual();
      ports.insist(commands.length === 0 ? `${by}: nothing is left to undo by hand; ending` : byHand(by, commands));
    }
  }

  const listeners = SIGNALS.map((signal) => ({ signal, listener: () => request(signal) }));
  for (const { signal, listener } of listeners) process.on(signal, listener);

  const parent = process.ppid;
  const behindNpm = ports.env['npm_lifecycle_event'] !== undefined || ports.env['npm_command'] !== undefined;
  const parentCheck = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(parentCheck);
    request('parent-gone');
  }, PARENT_CHECK_MS);
  parentCheck.unref();
  if (!behindNpm) clearInterval(parentCheck);

  return {
    request,
    get skipReport() {
      return requests >= 2;
    },
    takeManualFrom(source) {
      manual = source;
    },
    dispose() {
      clearInterval(parentCheck);
      for (const { signal, listener } of listeners) process.off(signal, listener);
    },
  };
}

function byHand(by: StopRequester, commands: readonly string[]): string {
  return [`${by}: still undoing. What undoes it by hand, the last deed first:`, ...commands.map((command) => `  ${command}`)].join('\n');
}
