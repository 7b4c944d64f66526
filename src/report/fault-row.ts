import type { FaultState } from '../events/fault-state.ts';
import type { FaultRow, ProofRow } from './report.ts';

type Proof = NonNullable<FaultState['proof']>;
type Exposure = NonNullable<FaultState['exposure']>;

export function faultRow(fault: FaultState): FaultRow {
  const { planned } = fault;
  return {
    id: planned.id,
    type: planned.settings.type,
    target: planned.target,
    drawn: planned.drawn,
    injectCalledAtMs: at(fault.injectCalledAtMs),
    provenAtMs: at(fault.provenAtMs),
    undoCalledAtMs: at(fault.undoCalledAtMs),
    goneAtMs: at(fault.goneAtMs),
    exposure: fault.exposure === null ? null : exposureRow(fault.exposure),
    proof: proofRow(fault.proof),
    gone: proofRow(fault.gone),
    error: fault.injectError ?? fault.undoError,
  };
}

function exposureRow({ connections, bytes, share }: Exposure): FaultRow['exposure'] {
  return { connections, bytes, share };
}

function proofRow(proof: Proof | null): ProofRow | null {
  if (proof === null) return null;
  const { proven, what, value, unit } = proof;
  return { proven, what, value, unit };
}

/** Times on the timeline to the µs. */
export function at(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1000) / 1000;
}
