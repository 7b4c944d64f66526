import type { Proof } from '../../../proof.ts';

/** How one kind of fault on the network is seen, from inside the containers' own namespaces. */
export interface EffectProof {
  /** What works before anything is injected: the measure of everything after. */
  before(signal: AbortSignal): Promise<void>;
  prove(signal: AbortSignal): Promise<Proof>;
  proveGone(signal: AbortSignal): Promise<Proof>;
}

export function proof(
  proven: boolean,
  what: string,
  measured: { readonly value: number; readonly unit: string } | null,
  detail: string,
): Proof {
  return { proven, what, value: measured?.value ?? null, unit: measured?.unit ?? null, detail };
}
