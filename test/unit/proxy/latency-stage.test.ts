import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latency } from '../../../src/proxy/toxics/latency.ts';
import { ManualScheduler, RecordingSink, stageUnderTest } from './manual-scheduler.ts';

describe('the latency toxic', () => {
  it('keeps order and every byte, whatever the jitter, and no chunk leaves before its shortest delay', () => {
    const chunks = fc.array(
      fc.record({
        gapMs: fc.integer({ min: 0, max: 30 }),
        text: fc.string({ minLength: 1, unit: 'binary-ascii' }),
        draw: fc.double({ min: 0, max: 0.999, noNaN: true }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(chunks, (plan) => {
        const scheduler = new ManualScheduler();
        const sink = new RecordingSink(() => scheduler.now());
        const draws = plan.map((each) => each.draw);
        const stage = stageUnderTest(latency, { latency: 50, jitter: 40 }, { next: sink, scheduler, random: () => draws.shift() ?? 0 });
        const arrivals: number[] = [];
        for (const { gapMs, text } of plan) {
          scheduler.advance(gapMs);
          arrivals.push(scheduler.now());
          stage.push(Buffer.from(text));
        }
        stage.end('half');
        scheduler.advance(1_000);
        expect(sink.text()).toBe(plan.map((each) => each.text).join(''));
        expect(sink.ended).toBe('half');
        expect(stage.held).toBe(0);
        sink.times.forEach((time, index) => expect(time - (arrivals[index] ?? 0)).toBeGreaterThanOrEqual(10));
        expect(sink.times).toEqual([...sink.times].sort((a, b) => a - b));
      }),
    );
  });

  it('sends what it holds at once when it is released, the end included', () => {
    const scheduler = new ManualScheduler();
    const sink = new RecordingSink(() => scheduler.now());
    const stage = stageUnderTest(latency, { latency: 1_000, jitter: 0 }, { next: sink, scheduler });
    stage.push(Buffer.from('a'));
    stage.push(Buffer.from('b'));
    stage.end('full');
    stage.release();
    expect([sink.text(), sink.ended, stage.held]).toEqual(['ab', 'full', 0]);
    scheduler.advance(5_000);
    expect(sink.text()).toBe('ab');
  });
});
