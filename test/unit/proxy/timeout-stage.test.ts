import { describe, expect, it } from 'vitest';
import { emptyCounter } from '../../../src/proxy/toxic-counter.ts';
import { timeout } from '../../../src/proxy/toxics/timeout.ts';
import { ManualScheduler, RecordingSink, stageUnderTest } from './manual-scheduler.ts';

describe('the timeout toxic', () => {
  it('keeps the connections that it hit when its time is changed, and counts that from the change', () => {
    const scheduler = new ManualScheduler();
    const sink = new RecordingSink(() => scheduler.now());
    const context = { next: sink, scheduler };
    const stage = stageUnderTest(timeout, { timeout: 1_000 }, context);
    scheduler.advance(900);
    const changed = timeout.createStage(
      { timeout: 500 },
      {
        ...context,
        random: () => 0,
        reset: () => undefined,
        direction: 'downstream',
        toxicity: 1,
        counter: emptyCounter(),
        shared: new Map(),
      },
      stage,
    );
    expect(changed).toBe(stage);
    scheduler.advance(499);
    stage.push(Buffer.from('dropped'));
    scheduler.advance(499);
    expect(sink).toMatchObject({ bytes: 0, ended: null });
    scheduler.advance(2);
    expect(sink.ended).toBe('full');
  });
});
