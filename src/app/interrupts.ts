import type { EventBus } from '../runner/event-bus.ts';
import type { StopPort, StopRequester } from '../runner/stop-port.ts';
import { watchParents } from './watch-parents.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
 * hand. The death of a parent, where somebody waits for that, counts as SIGTERM; after a request it is none.
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

  const unwatchParents = watchParents(ports.env, () => void (requests === 0 && request('parent-gone')));

  return {
    request,
    get skipReport() {
      return requests >= 2;
    },
    takeManualFrom(source) {
      manual = source;
    },
    dispose() {
      unwatchParents();
      for (const { signal, listener } of listeners) process.off(signal, listener);
    },
  };
}

function byHand(by: StopRequester, commands: readonly string[]): string {
  return [`${by}: still undoing. What undoes it by hand, the last deed first:`, ...commands.map((command) => `  ${command}`)].join('\n');
}
