import type { PhaseName } from '../plan/phase.ts';
import type { EventBus } from './event-bus.ts';

/** Says which phase it is: entering one ends the one before at the same instant, so that phases have no gaps. */
export interface PhaseLog {
  enter(phase: PhaseName, fromMs: number): void;
  /** Ends the phase that stands, if one does. */
  end(toMs: number, cutShort: boolean): void;
}

export function createPhaseLog(bus: EventBus): PhaseLog {
  let current: PhaseName | null = null;
  const end = (toMs: number, cutShort: boolean): void => {
    if (current === null) return;
    bus.emit({ type: 'phase-ended', phase: current, toMs, cutShort });
    current = null;
  };
  return {
    enter(phase, fromMs) {
      end(fromMs, false);
      bus.emit({ type: 'phase-started', phase, fromMs });
      current = phase;
    },
    end,
  };
}
