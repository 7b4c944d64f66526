import { describe, expect, test } from 'vitest';
import type { RunEventBody } from '../../../src/events/run-event.ts';
import type { ReasonCode } from '../../../src/report/report.ts';
import { decideVerdict } from '../../../src/slo/decide-verdict.ts';
import type { Decision } from '../../../src/slo/decide-verdict.ts';
import { judgeSlos } from '../../../src/slo/judge-slo.ts';
import { plannedSlo, stateOf, steady } from '../../fixtures/timelines/record-timeline.ts';
import type { TimedBody } from '../../fixtures/timelines/record-timeline.ts';

const FAULT = 'slow-redis';
const PROOF = { proven: false, what: 'added latency', value: 0.1, unit: 'ms', detail: '+0.1 ms' };
const ARRIVALS = [...steady('baseline', 1000, 4000, 50), ...steady('fault', 4000, 8000, 50), ...steady('recovery', 8000, 14_000, 50)];
const PASSING = plannedSlo('p99(response_time) < 800ms');
const FAILING = plannedSlo('p99(response_time) < 1ms');
const TOO_FEW = plannedSlo('p99(response_time) < 801ms', { minSamples: null });

/** One row of the precedence, the first dominating: what happens, and what becomes of the run. */
const PRECEDENCE: readonly {
  readonly what: string;
  readonly code: ReasonCode;
  readonly exitCode: number;
  readonly verdict: Decision['verdict'];
  readonly body: RunEventBody;
}[] = [
  {
    what: 'a leftover',
    code: 'undo-incomplete',
    exitCode: 5,
    verdict: 'inconclusive',
    body: { type: 'leftover-found', id: 'process:api-1', describe: 'api-1 (pid 4711)', manual: [] },
  },
  {
    what: 'a bug of ours',
    code: 'internal-error',
    exitCode: 70,
    verdict: 'inconclusive',
    body: { type: 'run-failed', exitCode: 70, message: 'TypeError', where: null, try: null },
  },
  { what: 'Ctrl-C', code: 'interrupted', exitCode: 130, verdict: 'inconclusive', body: { type: 'stop-requested', by: 'SIGINT' } },
  {
    what: 'a lost proxy',
    code: 'component-lost',
    exitCode: 6,
    verdict: 'inconclusive',
    body: { type: 'component-lost', component: 'proxy', message: 'exited with 1' },
  },
  {
    what: 'a stop condition',
    code: 'stop-condition',
    exitCode: 4,
    verdict: 'fail',
    body: { type: 'stop-condition-breached', condition: 'success_rate < 50%', value: 0.2 },
  },
  {
    what: 'a lost probe',
    code: 'probe-lost',
    exitCode: 4,
    verdict: 'fail',
    body: { type: 'probe-lost', probe: 'orders', message: 'there is no such program' },
  },
  {
    what: 'a baseline that is not met',
    code: 'baseline-not-met',
    exitCode: 3,
    verdict: 'inconclusive',
    body: { type: 'baseline-judged', met: false, rows: [] },
  },
];

describe('the precedence', () => {
  test('nothing amiss is a pass, the only exit 0', () => {
    expect(decide([PASSING])).toEqual({ verdict: 'pass', exitCode: 0, reasons: [] });
  });

  test('too little evidence is inconclusive', () => {
    expect(decide([PASSING, TOO_FEW])).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 3,
      reasons: [{ code: 'slo-undecided', slo: TOO_FEW.id }],
    });
  });

  test('a failed SLO comes before too little evidence', () => {
    expect(decide([TOO_FEW, FAILING])).toMatchObject({
      verdict: 'fail',
      exitCode: 1,
      reasons: [{ code: 'slo-failed' }, { code: 'slo-undecided' }],
    });
  });

  test('a window that fails without a value says which windows did', () => {
    const windowed = plannedSlo('p99(response_time) < 1ms', { window: { sizeMs: 1000, mode: 'every' } });
    expect(decide([windowed]).reasons[0]?.message).toMatch(/in the fault phase: 4 of 4 windows do not hold, the first from 4s on/u);
  });

  test('a process that died by itself is said to be why the baseline was not met', () => {
    const died = { type: 'process-exited', instance: 'api-1', pid: 4711, code: 3, signal: null, expected: false } as const;
    const unmet = { type: 'baseline-judged', met: false, rows: [] } as const;
    const [first] = decide([FAILING], [died, unmet]).reasons;
    expect(first).toMatchObject({
      code: 'baseline-not-met',
      message: 'api-1 died before any fault, with code 3: its log is in the run folder',
    });
    const ended = decide([FAILING], [{ ...died, expected: true }, unmet]).reasons.map(({ message }) => message);
    expect(ended.join()).not.toContain('died');
  });

  test('and so is a container', () => {
    const died = {
      type: 'container-changed',
      container: 'shop-api-1',
      id: 'abc',
      service: 'api',
      change: 'died',
      exitCode: 137,
      health: null,
      expected: false,
    } as const;
    const unmet = { type: 'baseline-judged', met: false, rows: [] } as const;
    const message = 'container shop-api-1 died before any fault, with code 137: see `docker logs shop-api-1`';
    expect(decide([FAILING], [died, unmet]).reasons[0]).toMatchObject({ code: 'baseline-not-met', message });
    expect(decide([FAILING], [{ ...died, expected: true }, unmet]).reasons[0]?.message).toBe('the baseline was not met');
  });

  test.each(PRECEDENCE)('$what comes before a failed SLO', ({ body, code, exitCode, verdict }) => {
    const decision = decide([FAILING], [body]);
    expect(decision).toMatchObject({ verdict, exitCode });
    expect(decision.reasons[0]?.code).toBe(code);
    expect(decision.reasons.map((reason) => reason.code)).toContain('slo-failed');
  });

  test.each(PRECEDENCE.slice(1).map((later, index) => ({ earlier: PRECEDENCE[index] ?? later, later })))(
    '$earlier.what comes before $later.what',
    ({ earlier, later }) => {
      for (const bodies of [
        [earlier.body, later.body],
        [later.body, earlier.body],
      ]) {
        const decision = decide([FAILING], bodies);
        expect(decision.exitCode).toBe(earlier.exitCode);
        expect(decision.reasons[0]?.code).toBe(earlier.code);
      }
    },
  );

  test.each<[RunEventBody & { type: 'stop-requested' }, number, ReasonCode]>([
    [{ type: 'stop-requested', by: 'SIGINT' }, 130, 'interrupted'],
    [{ type: 'stop-requested', by: 'key' }, 130, 'interrupted'],
    [{ type: 'stop-requested', by: 'SIGTERM' }, 143, 'interrupted'],
    [{ type: 'stop-requested', by: 'SIGHUP' }, 143, 'interrupted'],
    [{ type: 'stop-requested', by: 'parent-gone' }, 143, 'interrupted'],
    [{ type: 'stop-requested', by: 'max-duration' }, 4, 'max-duration'],
  ])('$by ends with %i', (body, exitCode, code) => {
    expect(decide([PASSING], [body])).toMatchObject({ exitCode, reasons: [{ code }] });
  });

  test.each<[number, ReasonCode]>([
    [6, 'unreachable'],
    [2, 'refused'],
    [70, 'internal-error'],
  ])('a run that failed with %i ends with it', (exitCode, code) => {
    expect(decide([PASSING], [{ type: 'run-failed', exitCode, message: 'why', where: 'a.yaml:1:2', try: 'this' }])).toMatchObject({
      exitCode,
      verdict: 'inconclusive',
      reasons: [{ code, message: 'why\nat a.yaml:1:2\ntry: this' }],
    });
  });
});

describe('a fault makes the run invalid', () => {
  test.each<[ReasonCode, string, RunEventBody]>([
    ['fault-failed', 'it could not be injected', { type: 'fault-inject-failed', fault: FAULT, message: 'no such proxy' }],
    ['fault-unproven', 'it did not show', { type: 'fault-unproven', fault: FAULT, proof: PROOF }],
    ['fault-lost', 'it was lost before its undo', { type: 'fault-lost', fault: FAULT, proof: PROOF }],
    ['fault-not-gone', 'it still shows after its undo', { type: 'fault-not-gone', fault: FAULT, proof: PROOF, manual: [] }],
    [
      'fault-not-exposed',
      'no traffic met it',
      { type: 'fault-held', fault: FAULT, proof: { ...PROOF, proven: true }, exposure: { connections: 0, bytes: 0, share: 0 } },
    ],
  ])('%s: %s', (code, _, body) => {
    expect(decide([PASSING], [body])).toMatchObject({ verdict: 'inconclusive', exitCode: 3, reasons: [{ code, fault: FAULT }] });
  });

  test.each<[ReasonCode, RunEventBody['type']]>([
    ['fault-failed', 'fault-inject-called'],
    ['fault-unproven', 'fault-proven'],
    ['fault-lost', 'fault-held'],
    ['fault-not-gone', 'fault-gone'],
  ])('%s: the run went to its end without %s', (code, missing) => {
    const decision = decide([PASSING], [], (events) => events.filter((event) => event.body.type !== missing));
    expect(decision).toMatchObject({ exitCode: 3, reasons: [{ code, fault: FAULT }] });
  });

  test('whose undo failed is an undo incomplete, until a replay undid it', () => {
    const failed: RunEventBody = {
      type: 'fault-undo-failed',
      fault: FAULT,
      message: 'connection refused',
      manual: ['toxiproxy-cli toxic remove'],
    };
    const undone = (events: readonly TimedBody[]): readonly TimedBody[] => events.filter((event) => event.body.type !== 'fault-gone');
    expect(decide([PASSING], [failed], undone)).toMatchObject({ exitCode: 5, reasons: [{ code: 'undo-incomplete' }, {}] });
    // A killed process whose stack has gone was not started again by that: nothing is claimed but that it is over.
    const replayed: RunEventBody = { type: 'record-replayed', id: `fault:${FAULT}`, by: 'run', ok: true, message: '' };
    expect(decide([PASSING], [failed, replayed], undone)).toMatchObject({
      exitCode: 3,
      reasons: [{ code: 'fault-not-gone', message: expect.stringContaining('only the end of the run did away with it') }],
    });
  });
});

test('a lost worker makes the run invalid', () => {
  expect(decide([PASSING], [{ type: 'worker-lost', worker: 1, reason: 'out of memory' }])).toMatchObject({
    exitCode: 3,
    reasons: [{ code: 'worker-lost' }],
  });
});

test('a latency fail that is the generator’s lag is invalid, not failed; a pass stays one', () => {
  const arrivals = steady('fault', 4000, 8000, 50, () => ({ responseUs: 150_000, lagUs: 90_000 }));
  const slos = [plannedSlo('p99(response_time) < 100ms')];
  const lagging = stateOf({ slos, arrivals });
  expect(decideVerdict(lagging, judgeSlos(slos, lagging))).toMatchObject({
    exitCode: 3,
    reasons: [{ code: 'generator-limited' }, { code: 'slo-failed' }],
  });
  const loose = [plannedSlo('p99(response_time) < 200ms')];
  const passing = stateOf({ slos: loose, arrivals });
  expect(decideVerdict(passing, judgeSlos(loose, passing))).toMatchObject({ exitCode: 0 });
});

test('an event log that breaks off is an interrupted run, never a pass', () => {
  expect(decide([PASSING], [], (events) => events.filter((event) => event.atMs < 9000))).toMatchObject({
    verdict: 'inconclusive',
    exitCode: 143,
    reasons: [{ code: 'interrupted', message: 'the run was cut off in the recovery phase' }],
  });
});

test('an event log that breaks off with a fault in leaves it unknown whether that was undone', () => {
  const broken = (events: readonly TimedBody[]): readonly TimedBody[] => events.filter(({ atMs }) => atMs < 6000);
  expect(decide([PASSING], [], broken)).toMatchObject({ exitCode: 5, reasons: [{ code: 'undo-incomplete' }] });
  const replayed: TimedBody = {
    atMs: 6000,
    body: { type: 'record-replayed', id: `fault:${FAULT}`, by: 'watchdog', ok: true, message: '' },
  };
  expect(decide([PASSING], [], (events) => [...broken(events), replayed])).toMatchObject({ exitCode: 143 });
});

test('a run that ended with its fault’s inject was not interrupted, though the fault is undone by then', () => {
  const failed = (events: readonly TimedBody[]): readonly TimedBody[] => [
    ...events.filter(
      ({ body }) => body.type !== 'fault-proven' && body.type !== 'fault-held' && !('phase' in body && body.phase === 'recovery'),
    ),
    { atMs: 4100, body: { type: 'fault-inject-failed', fault: FAULT, message: 'not ready' } },
    { atMs: 4200, body: { type: 'fault-undo-called', fault: FAULT } },
    { atMs: 4300, body: { type: 'fault-gone', fault: FAULT, proof: { ...PROOF, proven: true } } },
  ];
  const { exitCode, reasons } = decide([PASSING], [], failed);
  expect(exitCode).toBe(3);
  expect(reasons.map(({ code }) => code)).not.toContain('interrupted');
});

test('of phases that never came there is nothing to say where the run says why', () => {
  const early = (events: readonly TimedBody[]): readonly TimedBody[] => [
    ...events.filter((event) => event.atMs < 2000),
    { atMs: 2000, body: { type: 'stop-requested', by: 'SIGINT' } },
  ];
  expect(decide([PASSING], [], early).reasons.map((reason) => reason.code)).toEqual(['interrupted']);
});

test('a run that judges nothing has shown nothing', () => {
  expect(decide([])).toMatchObject({ exitCode: 3, verdict: 'inconclusive' });
});

test('a measurement made of flags judges nothing: exit 0, said, and no pass', () => {
  const asFlags = (events: readonly TimedBody[]): readonly TimedBody[] =>
    events.map((one) => (one.body.type === 'run-started' ? { ...one, body: { ...one.body, source: 'flags' } } : one));
  expect(decide([], [], asFlags)).toMatchObject({ exitCode: 0, verdict: 'inconclusive', reasons: [{ code: 'nothing-judged' }] });
  expect(decide([PASSING], [], asFlags)).toEqual({ exitCode: 0, verdict: 'pass', reasons: [] });
  expect(decide([], [{ type: 'stop-requested', by: 'SIGINT' }], asFlags)).toMatchObject({
    exitCode: 130,
    reasons: [{ code: 'interrupted' }],
  });
  expect(decide([], [{ type: 'worker-lost', worker: 0, reason: 'gone' }], asFlags)).toMatchObject({ exitCode: 3, verdict: 'inconclusive' });
});

/** A whole healthy run, with `more` happening just before its end. */
function decide(
  slos: Parameters<typeof judgeSlos>[0],
  more: readonly RunEventBody[] = [],
  edit: (events: readonly TimedBody[]) => readonly TimedBody[] = (events) => events,
): Decision {
  const state = stateOf({
    slos,
    arrivals: ARRIVALS,
    edit: (events) => edit([...events, ...more.map((body, index) => ({ atMs: 13_000 + index, body }))]),
  });
  return decideVerdict(state, judgeSlos(slos, state));
}
