import { isInstant, type FaultState } from '../../events/fault-state.ts';
import type { RunState } from '../../events/run-state.ts';
import { measuredWords, proofWords, type Proof } from '../../report/words/proof-words.ts';
import { settingsWords } from '../../report/words/settings-words.ts';
import { formatOffset } from '../text/format-measure.ts';
import { heldSince } from './select-phases.ts';
import type { FaultView, PhaseSpan } from './dashboard-view.ts';

/** Each fault's life in words, and where it lies on the timeline. */
export function selectFaults(state: RunState, phases: readonly PhaseSpan[], nowMs: number): FaultView[] {
  const faultPhaseMs = phases.find((phase) => phase.name === 'fault')?.fromMs ?? 0;
  return [...state.faults.values()].map((fault) => {
    const fromMs = fault.injectCalledAtMs ?? faultPhaseMs + fault.planned.atMs;
    const plannedToMs = fromMs + fault.planned.forMs + heldSince(state, fromMs, nowMs);
    const open = fault.injectCalledAtMs !== null && fault.goneAtMs === null && !isInstant(fault);
    return {
      id: fault.planned.id,
      what: settingsWords(fault.planned.settings),
      target: targetWords(fault),
      ...faultWords(fault, fromMs, nowMs),
      fromMs,
      toMs: fault.goneAtMs ?? (open ? Math.max(plannedToMs, nowMs) : plannedToMs),
      injected: fault.injectCalledAtMs !== null,
    };
  });
}

function targetWords({ planned }: FaultState): string {
  const drawn = planned.drawn.join(', ');
  return drawn === '' || drawn === planned.target ? planned.target : `${planned.target} (${drawn})`;
}

function faultWords(fault: FaultState, fromMs: number, nowMs: number): Pick<FaultView, 'state' | 'short' | 'detail' | 'tone'> {
  switch (fault.status) {
    case 'planned':
      return { state: fromMs > nowMs ? `planned for ${formatOffset(fromMs)}` : 'planned', short: '', detail: '', tone: 'dim' };
    case 'injecting':
      return { state: 'injecting', short: '', detail: 'not proven yet', tone: 'warn' };
    case 'proven':
    case 'held':
      return { state: isInstant(fault) ? 'done' : 'active', ...proofTexts(fault.proof), tone: 'warn' };
    case 'unproven':
      return { state: 'NOT PROVEN', ...proofTexts(fault.proof), tone: 'bad' };
    case 'lost':
      return { state: 'LOST', ...proofTexts(fault.held), tone: 'bad' };
    case 'undoing':
      return { state: 'undoing', ...proofTexts(fault.proof), tone: 'warn' };
    case 'gone':
      return { state: 'gone', ...proofTexts(fault.gone), tone: 'good' };
    case 'not-gone':
      return { state: 'NOT GONE', ...proofTexts(fault.gone), tone: 'bad' };
    case 'failed':
      return { state: 'FAILED', short: '', detail: fault.undoError ?? fault.injectError ?? '', tone: 'bad' };
    default:
      return fault.status satisfies never;
  }
}

function proofTexts(proof: Proof | null): Pick<FaultView, 'short' | 'detail'> {
  if (proof === null) return { short: '', detail: '' };
  return { short: measuredWords(proof), detail: proofWords(proof) };
}
