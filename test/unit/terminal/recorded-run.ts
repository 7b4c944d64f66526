import type { ContainerChange, ContainerChanged } from '../../../src/events/container-state.ts';
import type { RunEvent, RunEventBody, RunStarted } from '../../../src/events/run-event.ts';
import type { LoadDelta, OutcomeCell, Outcome } from '../../../src/load/load-driver.ts';
import { PHASES, type PhaseName } from '../../../src/plan/phase.ts';
import type { PlannedSlo } from '../../../src/plan/run-plan.ts';
import { parseSloExpression } from '../../../src/slo/parse-slo-expression.ts';
import { latencyLimits } from '../../../src/slo/latency-limits.ts';
import { DEFAULT_SLO_OPTIONS } from '../../../src/slo/slo-options.ts';
import type { SloFilter } from '../../../src/slo/slo-options.ts';
import { requiredSamples } from '../../../src/slo/required-samples.ts';
import { TimeBuckets } from '../../../src/stats/time-buckets.ts';
import { TimeHistogram } from '../../../src/stats/time-histogram.ts';

/** What differs between the recorded runs. */
export interface RecordedRun {
  readonly name?: string;
  readonly hypothesis?: string;
  readonly faultId?: string;
  /** How the stack takes the fault: `resilient` gets slow, `naive` fails too. */
  readonly stack?: 'resilient' | 'naive';
  /** Of its first SLO. */
  readonly where?: SloFilter;
  /** When an operator held it, for good. */
  readonly heldAtMs?: number;
  /** Two endpoints in place of one. */
  readonly endpoints?: boolean;
  /** A second load, of the open model or of the closed one; `closed`: that alone. */
  readonly loads?: 'one' | 'several' | 'closed';
  /** Two probes; one of them is not content during the fault. */
  readonly probes?: boolean;
  /** When somebody pressed `q`; the fault is being undone from then on. */
  readonly stoppedAtMs?: number;
  /** Containers beside the processes; one is killed when the fault begins, and started again at its end. */
  readonly containers?: boolean;
}

export const ZERO_MS = 1_500;
const RATE = 200;
const LENGTHS = { warmup: 3_000, baseline: 20_000, fault: 20_000, recovery: 20_000 };
const STARTS = { warmup: 0, baseline: 3_000, fault: 23_000, recovery: 43_100 };
export const END_MS = 63_100;

const BROWSE: RunStarted['loads'][number] = {
  name: 'browse',
  model: 'open',
  engine: 'native',
  connections: null,
  peakRate: RATE,
  maxInFlight: 500,
  timeoutMs: 2_000,
  seed: 1,
};
const LOADS: Readonly<Record<NonNullable<RecordedRun['loads']>, RunStarted['loads']>> = {
  one: [BROWSE],
  several: [BROWSE, { ...BROWSE, name: 'checkout-with-a-long-name' }, { ...BROWSE, name: 'saturate', model: 'closed', connections: 16 }],
  closed: [{ ...BROWSE, model: 'closed', engine: 'autocannon', connections: 16 }],
};
const PROBES: NonNullable<RunStarted['probes']> = ['orders-consistent', 'queue-depth'].map((name) => ({
  name,
  kind: 'http',
  asks: `http://127.0.0.1:8080/${name}`,
  expects: 'status 200',
  everyMs: 5_000,
  timeoutMs: 1_000,
}));

/** A whole run of a minute as its events, in order: no randomness, no clock. Take those up to a moment to stand at it. */
export function recordRun(options: RecordedRun = {}): RunEvent[] {
  const fault = options.faultId ?? 'slow-catalogue';
  const entries: { readonly ms: number; readonly body: RunEventBody }[] = [
    { ms: 0, body: runStarted(options, fault) },
    { ms: 120, body: { type: 'proxy-started', apiUrl: 'http://127.0.0.1:40123', pid: 4710 } },
    { ms: 130, body: { type: 'process-started', instance: 'catalogue', pid: 4711 } },
    { ms: 540, body: { type: 'process-ready', instance: 'catalogue', afterMs: 410 } },
    { ms: 550, body: { type: 'process-started', instance: 'storefront', pid: 4712 } },
    { ms: 1_200, body: { type: 'process-ready', instance: 'storefront', afterMs: 650 } },
    { ms: 1_300, body: { type: 'warning-raised', message: 'the open-files limit of 1,024 allows 900 connections' } },
    { ms: ZERO_MS - 100, body: { type: 'timeline-started', zeroMs: ZERO_MS } },
    ...PHASES.flatMap((phase) => phaseEntries(phase)),
    { ms: at(22_950), body: { type: 'baseline-judged', met: true, rows: [] } },
    { ms: at(23_000) + 0.2, body: { type: 'fault-inject-called', fault } },
    { ms: at(23_140), body: { type: 'fault-proven', fault, proof: proof(201.3, '+201 ms at the median of 7 exchanges') } },
    {
      ms: at(42_800),
      body: { type: 'fault-held', fault, proof: proof(200.8, '+201 ms at the median of 7 exchanges'), exposure: null },
    },
    { ms: at(43_000), body: { type: 'fault-undo-called', fault } },
    { ms: at(43_090), body: { type: 'fault-gone', fault, proof: proof(0.4, '+0.4 ms at the median of 7 exchanges') } },
    ...(options.containers === true ? containerEntries() : []),
    ...(options.probes === true ? probeEntries() : []),
    ...(options.heldAtMs === undefined ? [] : heldEntries(fault, options.heldAtMs)),
    ...(options.stoppedAtMs === undefined
      ? []
      : ([
          { ms: at(options.stoppedAtMs), body: { type: 'stop-requested', by: 'key' } },
          { ms: at(options.stoppedAtMs) + 1, body: { type: 'fault-undo-called', fault } },
        ] as const)),
    ...Array.from({ length: 63 }, (_, second) => secondEntries(second, options)).flat(),
    { ms: at(64_200), body: { type: 'run-ended', ...endOf(options.stack ?? 'resilient') } },
  ];
  const start = Date.parse('2026-11-21T12:00:00Z');
  return entries
    .sort((a, b) => a.ms - b.ms)
    .map(({ ms, body }, seq) => ({ v: 1, seq, at: new Date(start + ms).toISOString(), ms, ...body }));
}

function endOf(stack: 'resilient' | 'naive'): { verdict: 'pass' | 'fail'; exitCode: number; reasons: [] } {
  return stack === 'resilient' ? { verdict: 'pass', exitCode: 0, reasons: [] } : { verdict: 'fail', exitCode: 1, reasons: [] };
}

function heldEntries(fault: string, fromMs: number): { readonly ms: number; readonly body: RunEventBody }[] {
  return [
    { ms: at(fromMs), body: { type: 'timeline-held' } },
    { ms: at(fromMs) + 1, body: { type: 'fault-undo-called', fault } },
    { ms: at(fromMs) + 90, body: { type: 'fault-gone', fault, proof: proof(0.4, '+0.4 ms at the median of 7 exchanges') } },
    { ms: at(fromMs) + 900, body: { type: 'note-written', text: 'looking at the connection pool' } },
  ];
}

function at(timelineMs: number): number {
  return ZERO_MS + timelineMs;
}

function proof(value: number, detail: string): { proven: true; what: string; value: number; unit: string; detail: string } {
  return { proven: true, what: 'added latency', value, unit: 'ms', detail };
}

function phaseEntries(phase: PhaseName): { ms: number; body: RunEventBody }[] {
  const fromMs = STARTS[phase];
  const toMs = phase === 'fault' ? STARTS.recovery : fromMs + LENGTHS[phase];
  return [
    { ms: at(fromMs) + (phase === 'warmup' ? -50 : 0.1), body: { type: 'phase-started', phase, fromMs } },
    { ms: at(toMs), body: { type: 'phase-ended', phase, toMs, cutShort: false } },
  ];
}

function runStarted(options: RecordedRun, fault: string): RunStarted {
  const slos = [
    slo('p99(response_time) < 400ms', null, options.where),
    slo('success_rate >= 99.9%', null),
    slo('p95(response_time) < 100ms', 'baseline'),
    slo('recovery_time < 15s', 'recovery'),
  ];
  return {
    type: 'run-started',
    source: 'manifest',
    run: 'r-0001',
    name: options.name ?? 'storefront-survives-slow-catalogue',
    hypothesis: options.hypothesis ?? 'With the catalogue 200 ms slower, the storefront still answers within 400 ms at p99.',
    owner: 'shop',
    tags: [],
    seed: 42,
    runFolder: 'reports/storefront-r-0001',
    manifestPath: 'experiment.yaml',
    manifestSha256: '0'.repeat(64),
    toolVersion: '0.1.0',
    node: '24.0.0',
    host: { os: 'linux', cpus: 2 },
    git: null,
    timeline: {
      warmupMs: LENGTHS.warmup,
      baselineMs: LENGTHS.baseline,
      faultMs: LENGTHS.fault,
      recoveryMs: LENGTHS.recovery,
      baselineFromMs: STARTS.baseline,
      faultFromMs: STARTS.fault,
      recoveryFromMs: 43_000,
      endMs: 63_000,
    },
    loads: LOADS[options.loads ?? 'one'],
    ...(options.probes === true ? { probes: PROBES } : {}),
    limits: latencyLimits(slos, []),
    faults: [
      {
        id: fault,
        settings: { type: 'latency', latencyMs: 200, jitterMs: 20, direction: 'response' },
        target: 'storefront-to-catalogue',
        drawn: [],
        atMs: 0,
        forMs: 20_000,
        seed: 7,
      },
    ],
    slos,
  };
}

function slo(text: string, phase: 'baseline' | 'recovery' | null, where: SloFilter | null = null): PlannedSlo {
  const parsed = parseSloExpression(text);
  if (!parsed.ok) throw new Error(`not an SLO: ${text}`);
  return {
    id: text,
    spec: { ...DEFAULT_SLO_OPTIONS, id: text, expression: parsed.expression, phase, where, load: null, position: { line: 1, column: 1 } },
    load: 'browse',
    phase: phase ?? 'fault',
    gate: phase !== 'recovery',
    expectedArrivals: 4_000,
    expectedSamples: 4_000,
    requiredSamples: requiredSamples(parsed.expression),
  };
}

/** What the worker reports at the end of a second. */
function secondEntries(second: number, { stack, endpoints, loads }: RecordedRun): { ms: number; body: RunEventBody }[] {
  const ms = at(second * 1000 + 1_003);
  const phase = PHASES.findLast((name) => STARTS[name] <= second * 1000) ?? 'warmup';
  const slow = phase === 'fault';
  const failed = slow && stack === 'naive' ? 20 + (second % 7) * 4 : 0;
  const recorded = delta(second, phase, slow, failed);
  const own = endpoints === true ? { ...recorded, cells: recorded.cells.flatMap(byEndpoint) } : recorded;
  return [
    ...LOADS[loads ?? 'one'].map(({ name }) => ({ ms, body: { type: 'load-recorded' as const, delta: { ...own, load: name } } })),
    {
      ms: ms + 0.1,
      body: {
        type: 'load-observed',
        worker: 0,
        live: LOADS[loads ?? 'one'].map(({ name }) => ({
          load: name,
          inFlight: slow ? 44 : 3,
          peakInFlight: 60,
          connections: 60,
          connectionsOpened: 60,
          unanswered: [],
        })),
      },
    },
    {
      ms: ms + 0.2,
      body: {
        type: 'generator-observed',
        health: {
          worker: 0,
          second,
          due: RATE,
          lateAtEnd: 0,
          cpuCores: 0.21 + (second % 3) * 0.02,
          eventLoopDelayMaxMs: 1.1 + (second % 4),
        },
      },
    },
  ];
}

/** The same arrivals, every fourth of them to another endpoint. */
function byEndpoint(whole: OutcomeCell): OutcomeCell[] {
  const us: number[] = [];
  if (whole.histogram !== null) {
    TimeBuckets.decode(whole.histogram).forEachBucket((value, count) => us.push(...Array.from({ length: count }, () => value)));
  }
  const part = (endpoint: string, isIts: (index: number) => boolean): OutcomeCell => {
    const count = Array.from({ length: whole.count }, (_, index) => index).filter(isIts).length;
    const times = TimeHistogram.empty();
    for (const value of us.filter((_, index) => isIts(index))) times.record(value);
    return { ...whole, endpoint, count, histogram: whole.histogram === null ? null : times.encode() };
  };
  return [part('GET /', (index) => index % 4 !== 3), part('GET /cart', (index) => index % 4 === 3)];
}

function delta(second: number, phase: PhaseName, slow: boolean, failed: number): LoadDelta {
  const cells = [cell('ok', RATE - failed, (index) => (slow ? 205 : 4) + (index % 40) * 0.6 + (second % 5))];
  if (failed > 0) cells.push(cell('timeout', failed, null));
  return {
    load: 'browse',
    worker: 0,
    phase,
    second,
    offered: RATE,
    sent: RATE,
    dropped: 0,
    neverSent: 0,
    completed: RATE - failed,
    unanswered: failed,
    abandoned: 0,
    staleRetries: 0,
    slots: { ok: [], failed: [], dropped: [] },
    cells,
  };
}

function cell(outcome: Outcome, count: number, msOf: ((index: number) => number) | null): OutcomeCell {
  const histogram = TimeHistogram.empty();
  let sumUs = 0;
  let maxUs = 0;
  if (msOf !== null) {
    for (let index = 0; index < count; index += 1) {
      const us = Math.round(msOf(index) * 1000);
      histogram.record(us);
      sumUs += us;
      maxUs = Math.max(maxUs, us);
    }
  }
  return {
    endpoint: 'browse',
    outcome,
    count,
    sumUs,
    maxUs,
    statusCodes: msOf === null ? {} : { '200': count },
    over: [0, maxUs >= 100_000 ? count : 0],
    fromDispatch: { sumUs, maxUs, over: [0, maxUs >= 100_000 ? count : 0] },
    histogram: msOf === null ? null : histogram.encode(),
  };
}

function probeEntries(): { ms: number; body: RunEventBody }[] {
  return Array.from({ length: 12 }, (_, turn) => {
    const ms = at(turn * 5_000 + 2_000);
    const fails = turn * 5_000 > STARTS.fault && turn * 5_000 < STARTS.recovery;
    const answer = (probe: string, ok: boolean, value: number | null): RunEventBody => ({
      type: 'probe-completed',
      probe,
      ok,
      value,
      unit: value === null ? null : 'messages',
      tookMs: ok ? 12 : 240,
      message: ok ? null : 'answered 503 where 200 was expected',
    });
    return [
      { ms, body: answer('orders-consistent', !fails, null) },
      { ms: ms + 1, body: answer('queue-depth', true, 3 + turn) },
    ];
  }).flat();
}

function containerEntries(): { ms: number; body: RunEventBody }[] {
  const changed = (ms: number, service: string, change: ContainerChange, more: Partial<ContainerChanged> = {}) => ({
    ms,
    body: {
      type: 'container-changed' as const,
      container: `shakedown-shop-49a7004f-${service}-1`,
      id: `${service}-id`,
      service,
      change,
      exitCode: null,
      health: null,
      expected: true,
      ...more,
    },
  });
  const measured = (second: number) => ({
    ms: at(second * 1000 + 900),
    body: {
      type: 'containers-measured' as const,
      containers: ['gateway', 'redis', 'worker'].map((service, index) => ({
        container: `shakedown-shop-49a7004f-${service}-1`,
        service,
        cpuCores: 0.1 + index * 0.25,
        memoryBytes: (48 + second) * 2 ** 20,
        memoryLimitBytes: index === 1 ? 256 * 2 ** 20 : null,
        receivedBytes: 1_000 * second,
        sentBytes: 2_000 * second,
      })),
    },
  });
  return [
    ...['gateway', 'redis', 'worker'].map((service, index) => changed(200 + index, service, 'started')),
    changed(900, 'gateway', 'health-changed', { health: 'healthy' }),
    ...Array.from({ length: 60 }, (_, second) => measured(second)),
    changed(at(23_010), 'redis', 'died', { exitCode: 137 }),
    changed(at(30_000), 'worker', 'died', { exitCode: 1, expected: false }),
    changed(at(43_000), 'redis', 'started'),
  ];
}
