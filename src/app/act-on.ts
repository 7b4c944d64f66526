import type { EventBus } from '../runner/event-bus.ts';
import type { HoldPort } from '../runner/hold-port.ts';
import type { StopPort } from '../runner/stop-port.ts';
import { trackName } from '../terminal/history/track.ts';
import type { OperatorAction } from '../terminal/input/ui-state.ts';
import type { Interrupts } from './interrupts.ts';

export interface OperatorPorts {
  readonly bus: EventBus;
  readonly stop: StopPort;
  readonly hold: HoldPort;
  readonly interrupts: Interrupts;
}

/** What a key asks for, done; each of them is an event. A run that is being stopped cannot be held. */
export function actOn(action: OperatorAction, { bus, stop, hold, interrupts }: OperatorPorts): void {
  switch (action.kind) {
    case 'stop':
      interrupts.request(action.by);
      return;
    case 'hold':
      if (stop.cause === null) hold.toggle();
      return;
    case 'note':
      bus.emit({ type: 'note-written', text: action.text });
      return;
    case 'view':
      bus.emit({ type: 'view-changed', panel: action.panel, endpoint: action.filter === null ? null : trackName(action.filter) });
      return;
    case 'pause':
    case 'seek':
    case 'speed':
      // Keys of a replay: a run that goes on has neither.
      return;
    default:
      action satisfies never;
  }
}
