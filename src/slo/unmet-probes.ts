import type { RunState } from '../events/run-state.ts';

/** Probes that were not as expected in the baseline, once or more, or did not answer in it at all; `message` says what they found. */
export function unmetProbes(state: RunState): { readonly probe: string; readonly message: string }[] {
  return [...state.probes.values()].flatMap(({ planned, phases, failures }) => {
    const probe = planned.name;
    const { ok = 0, failed = 0 } = phases.get('baseline') ?? {};
    if (ok + failed === 0) return [{ probe, message: 'it has not answered' }];
    if (failed === 0) return [];
    const first = failures.find(({ phase }) => phase === 'baseline')?.message ?? 'not as expected';
    return [{ probe, message: `${failed} of ${ok + failed} answers were not as expected: ${first}` }];
  });
}
