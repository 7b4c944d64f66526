import type { StatusMatcher } from '../../../manifest/load-spec.ts';
import type { LatencyLimit } from '../../load-driver.ts';
import type { TransportSetup } from '../worker-messages.ts';
import type { WireRequest } from '../wire-request.ts';

/** A closed load as one of its workers needs it, whatever engine sends it. */
export interface ClosedWorkerSetup {
  readonly worker: number;
  readonly name: string;
  readonly endpoint: string;
  readonly request: WireRequest;
  readonly statuses: StatusMatcher;
  readonly timeoutUs: number;
  /** Connections of this worker. */
  readonly share: number;
  /** What is left of the amount, shared with the other workers; `null`: there is no end to it. */
  readonly budget: SharedArrayBuffer | null;
  readonly limits: readonly LatencyLimit[];
  readonly timeline: SharedArrayBuffer;
}

export interface NativeWorkerSetup extends ClosedWorkerSetup {
  readonly transport: TransportSetup;
}

export function isNativeWorkerSetup(value: unknown): value is NativeWorkerSetup {
  return isClosedWorkerSetup(value) && 'transport' in value;
}

/** Of a thread's `workerData`: ours, or what somebody else started it with. */
export function isClosedWorkerSetup(value: unknown): value is ClosedWorkerSetup {
  return typeof value === 'object' && value !== null && 'share' in value && 'timeline' in value;
}
