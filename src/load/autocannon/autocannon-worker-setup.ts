import type { ClosedWorkerSetup } from '../engine/closed/closed-worker-setup.ts';

/** A closed load as one of autocannon's threads needs it. */
export interface AutocannonWorkerSetup extends ClosedWorkerSetup {
  readonly url: string;
  readonly socketPath: string | null;
  /** What autocannon hands to `tls.connect`; it never verifies the server's certificate. `null`: plain HTTP. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly servername?: string } | null;
}

/** Tells our own set-up from whatever else a thread may be started with; what is inside needs no second check. */
export function isAutocannonWorkerSetup(value: unknown): value is AutocannonWorkerSetup {
  return typeof value === 'object' && value !== null && 'share' in value && 'url' in value;
}
