import type { ComparableReport } from './comparable-run.ts';

/** What makes an experiment the same: its name, and what is done to the system when. */
export interface ExperimentDesign {
  readonly name: string;
  readonly phases: readonly { readonly name: string; readonly plannedMs: number }[];
  readonly load: readonly { readonly name: string; readonly model: string; readonly engine: string; readonly connections: number | null }[];
  readonly faults: readonly { readonly id: string; readonly type: string; readonly target: string }[];
  /** Of each load, in the first judged phase, as it was offered: what tells one rate from another. */
  readonly offered: Readonly<Record<string, number>>;
}

/** Beyond the noise of Poisson arrivals, as a share. */
const OFFERED_TOLERANCE = 0.05;

export function designOf({ name, phases, load, faults }: ComparableReport): ExperimentDesign {
  return {
    name,
    phases: phases.map(({ name: phase, plannedMs }) => ({ name: phase, plannedMs })),
    load: load.map(({ name: entry, model, engine, connections }) => ({ name: entry, model, engine, connections })),
    faults: faults.map(({ id, type, target }) => ({ id, type, target })),
    offered: Object.fromEntries(
      load.flatMap((entry) => (entry.model === 'open' ? [[entry.name, entry.phases['baseline']?.count ?? 0]] : [])),
    ),
  };
}

/** Why two runs are of different experiments, in words; `null` when they are of the same. */
export function differentExperiments(first: ExperimentDesign, second: ExperimentDesign): string | null {
  if (first.name !== second.name) return `one is of \`${first.name}\`, the other of \`${second.name}\``;
  for (const [what, a, b] of [
    ['phases', first.phases.map(phaseWords), second.phases.map(phaseWords)],
    ['loads', first.load.map(loadWords), second.load.map(loadWords)],
    ['faults', first.faults.map(faultWords), second.faults.map(faultWords)],
  ] as const) {
    if (a.join('; ') !== b.join('; ')) return `their ${what} differ: ${words(a)} here, ${words(b)} there`;
  }
  for (const [load, offered] of Object.entries(first.offered)) {
    const other = second.offered[load] ?? 0;
    if (Math.abs(offered - other) <= OFFERED_TOLERANCE * Math.max(offered, other) + 5 * Math.sqrt(offered + other)) continue;
    return `the load \`${load}\` offered ${offered} arrivals in the baseline of one, and ${other} in that of the other`;
  }
  return null;
}

/**
 * The design of a run that was ended early, as far as it shows: phases that it did not come to, and what they would have been offered,
 * are taken to be as in the whole.
 */
export function asFarAsItWent(design: ExperimentDesign, whole: ExperimentDesign): ExperimentDesign {
  const { phases } = design;
  return { ...design, phases: [...phases, ...whole.phases.slice(phases.length)], offered: whole.offered };
}

const words = (parts: readonly string[]): string => (parts.length === 0 ? 'none' : parts.join(', '));
const phaseWords = (phase: ExperimentDesign['phases'][number]): string => `${phase.name} ${phase.plannedMs / 1000}s`;
const faultWords = (fault: ExperimentDesign['faults'][number]): string => `${fault.id} (${fault.type} on ${fault.target})`;
const loadWords = ({ name, model, engine, connections }: ExperimentDesign['load'][number]): string =>
  connections === null ? `${name} (${model})` : `${name} (${model}, ${engine}, ${connections} connections)`;
