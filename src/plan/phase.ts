/** The phases of a run, in their order. `warmup` is never judged. */
export const PHASES = ['warmup', 'baseline', 'fault', 'recovery'] as const;

export type PhaseName = (typeof PHASES)[number];

/** The phases that a verdict may rest on; the report's `whole` is their sum. */
export const JUDGED_PHASES = ['baseline', 'fault', 'recovery'] as const satisfies readonly PhaseName[];

export type JudgedPhase = (typeof JUDGED_PHASES)[number];
