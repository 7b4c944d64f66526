import type { EventBus } from '../runner/event-bus.ts';
import type { StackListener } from '../stack/running-stack.ts';

/** Turns what happens to the stack's processes into events. A service that dies is the SLOs' business, not the end of the run. */
export function listenToStack(bus: EventBus): StackListener {
  return {
    onTrouble: (message) => bus.emit({ type: 'warning-raised', message }),
    onProcessStarted: (instance, pid) => bus.emit({ type: 'process-started', instance, pid }),
    onProcessReady: (instance, afterMs) => bus.emit({ type: 'process-ready', instance, afterMs }),
    onProcessExited: (instance, pid, end) => bus.emit({ type: 'process-exited', instance, pid, ...end }),
  };
}
