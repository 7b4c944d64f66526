import type { LoadSchedule } from '../events/load-state.ts';
import type { RunStarted } from '../events/run-event.ts';
import type { LatencyLimit } from '../load/load-driver.ts';
import { probeAsks, probeExpects } from '../manifest/describe-probe.ts';
import { DEFAULT_GENERATOR } from '../manifest/generator-spec.ts';
import type { OpenLoadSpec } from '../manifest/load-spec.ts';
import { looksSecret, maskSecrets } from '../manifest/secret-names.ts';
import { longestResponseMs } from '../plan/longest-ms.ts';
import type { PlannedTarget, RunPlan } from '../plan/run-plan.ts';
import type { EngineRow } from '../report/report.ts';
import type { LoadedExperiment } from './load-experiment.ts';

export interface StartedEventParts {
  readonly run: string;
  readonly plan: RunPlan;
  readonly loaded: LoadedExperiment;
  readonly version: string;
  readonly git: string | null;
  readonly limits: readonly LatencyLimit[];
  readonly host: { readonly os: string; readonly cpus: number };
  readonly runFolder: string;
}

/** The log's first line: everything that reports need of the plan, so that the log stands on its own. */
export function startedEvent({ run, plan, loaded, version, git, limits, host, runFolder }: StartedEventParts): RunStarted {
  const { experiment } = plan;
  const timeouts = new Map(experiment.load.map((load) => [load.name, longestResponseMs(load.scenario)]));
  const open = new Map(experiment.load.flatMap((load) => (load.model === 'open' ? [[load.name, scheduleOf(load)] as const] : [])));
  const closed = new Map(experiment.load.flatMap((load) => (load.model === 'closed' ? [[load.name, load] as const] : [])));
  return {
    type: 'run-started',
    source: loaded.source,
    run,
    name: experiment.name,
    hypothesis: experiment.hypothesis,
    owner: experiment.owner,
    tags: experiment.tags,
    seed: plan.seed,
    runFolder,
    manifestPath: loaded.path,
    manifestSha256: loaded.sha256,
    manifestText: loaded.text === null ? null : loaded.text.split('\n').map(maskSecrets).join('\n'),
    overrides: loaded.overrides.map(maskOverride),
    toolVersion: version,
    node: process.versions.node,
    host,
    git,
    engine: engineOf(plan),
    timeline: plan.timeline,
    loads: plan.loads.map(({ name, model, peakRate, maxInFlight, seed }) => ({
      name,
      model,
      engine: closed.get(name)?.engine ?? 'native',
      connections: closed.get(name)?.connections ?? null,
      peakRate,
      maxInFlight,
      timeoutMs: timeouts.get(name) ?? 0,
      seed,
      schedule: open.get(name) ?? null,
      amount: closed.get(name)?.amount ?? null,
    })),
    limits,
    generator: (experiment.generator ?? DEFAULT_GENERATOR).limits,
    faults: plan.faults.map(({ id, settings, target, atMs, forMs, seed }) => ({
      id,
      settings,
      target: target.name,
      drawn: drawnOf(target),
      atMs,
      forMs,
      seed,
    })),
    slos: plan.slos,
    probes: experiment.probes.map((probe) => ({
      name: probe.name,
      kind: probe.kind,
      asks: probeAsks(probe),
      expects: probeExpects(probe),
      everyMs: probe.everyMs,
      timeoutMs: probe.timeoutMs,
    })),
  };
}

function scheduleOf({ arrivals, startAfterMs }: OpenLoadSpec): LoadSchedule {
  return { arrivals, startAfterMs };
}

function engineOf({ inventory }: RunPlan): EngineRow | null {
  if (inventory === null) return null;
  const { name, id, version, url } = inventory.engine;
  return { name, id, version, url };
}

/** An edge's victims are its clients: it is them who meet the fault. A partition's are all that it parts. */
function drawnOf(target: PlannedTarget): readonly string[] {
  switch (target.kind) {
    case 'edge':
      return target.edge.from;
    case 'groups':
      return target.groups.flat();
    default:
      return target.drawn;
  }
}

/** What the event bus does not know as a secret yet may look like one. */
function maskOverride(override: string): string {
  const [path = '', ...value] = override.split('=');
  return looksSecret(path.split('.').at(-1) ?? '') ? `${path}=***` : [path, ...value].join('=');
}
