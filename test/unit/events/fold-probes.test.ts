import { describe, expect, it } from 'vitest';
import { foldEvent } from '../../../src/events/fold-event.ts';
import type { RunEventBody } from '../../../src/events/run-event.ts';
import { emptyRunState } from '../../../src/events/run-state.ts';
import type { RunState } from '../../../src/events/run-state.ts';

function folded(events: readonly (readonly [ms: number, body: RunEventBody])[]): RunState {
  const state = emptyRunState();
  events.forEach(([ms, body], seq) => foldEvent(state, { v: 1, seq, at: '2026-01-01T00:00:00.000Z', ms, ...body }));
  return state;
}

const answer = (ok: boolean, tookMs = 1): RunEventBody => ({
  type: 'probe-completed',
  probe: 'health',
  ok,
  value: tookMs,
  unit: 'ms',
  tookMs,
  message: ok ? null : 'status 503',
});

describe('probes in the fold of a run', () => {
  it('counts an answer to the phase in which it was asked', () => {
    const state = folded([
      [0, { type: 'timeline-started', zeroMs: 100 }],
      [1_100, { type: 'phase-started', phase: 'baseline', fromMs: 1_000 }],
      [1_500, answer(true)],
      [3_100, { type: 'phase-ended', phase: 'baseline', toMs: 3_000, cutShort: false }],
      [3_110, answer(false, 200)],
    ]);
    expect(state.probes.get('health')?.phases.get('baseline')).toEqual({ ok: 1, failed: 1 });
    expect(state.probes.get('health')?.results.map(({ atMs, ok }) => [atMs, ok])).toEqual([
      [1_399, true],
      [2_810, false],
    ]);
  });

  it('counts an answer that overlaps the fault to the fault', () => {
    const state = folded([
      [0, { type: 'timeline-started', zeroMs: 0 }],
      [0, { type: 'phase-started', phase: 'baseline', fromMs: 0 }],
      [1_000, { type: 'phase-ended', phase: 'baseline', toMs: 1_000, cutShort: false }],
      [1_000, { type: 'phase-started', phase: 'fault', fromMs: 1_000 }],
      [1_100, answer(false, 500)],
      [2_000, { type: 'phase-ended', phase: 'fault', toMs: 2_000, cutShort: false }],
      [2_000, { type: 'phase-started', phase: 'recovery', fromMs: 2_000 }],
      [2_100, answer(true, 500)],
      [2_500, answer(true, 10)],
    ]);
    const phases = state.probes.get('health')?.phases;
    expect(phases?.get('baseline')).toBeUndefined();
    expect(phases?.get('fault')).toEqual({ ok: 1, failed: 1 });
    expect(phases?.get('recovery')).toEqual({ ok: 1, failed: 0 });
  });

  it('keeps the counts of results that it no longer keeps', () => {
    const state = folded([[0, { type: 'phase-started', phase: 'baseline', fromMs: 0 }]]);
    for (let seq = 1; seq <= 10_050; seq += 1) foldEvent(state, { v: 1, seq, at: '', ms: seq * 10, ...answer(seq % 2 === 0) });
    const probe = state.probes.get('health');
    expect(probe?.results).toHaveLength(10_000);
    expect(probe?.phases.get('baseline')).toEqual({ ok: 5_025, failed: 5_025 });
    expect(probe?.failures).toHaveLength(20);
  });

  it('takes a lost probe as what the run stopped by', () => {
    const state = folded([[500, { type: 'probe-lost', probe: 'health', message: 'no such program' }]]);
    expect(state.stop).toMatchObject({ kind: 'probe-lost', probe: 'health' });
    expect(state.probes.get('health')?.lost).toEqual({ atMs: 500, message: 'no such program' });
  });
});
