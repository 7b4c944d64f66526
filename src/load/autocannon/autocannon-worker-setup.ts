import { isClosedWorkerSetup, type ClosedWorkerSetup } from '../engine/closed/closed-worker-setup.ts';

/** A closed load as one of autocannon's threads needs it. */
export interface AutocannonWorkerSetup extends ClosedWorkerSetup {
  readonly url: string;
  readonly socketPath: string | null;
  /** What autocannon hands to `tls.connect`; it never verifies the server's certificate. `null`: plain HTTP. */
  readonly tls: AutocannonTls | null;
}

interface AutocannonTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly servername?: string;
}

export function isAutocannonWorkerSetup(value: unknown): value is AutocannonWorkerSetup {
  return isClosedWorkerSetup(value) && 'url' in value && 'tls' in value;
}
