import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandwidth } from '../../../src/proxy/toxics/bandwidth.ts';
import { ManualScheduler, RecordingSink, stageUnderTest } from './manual-scheduler.ts';

describe('the bandwidth toxic', () => {
  it('is never ahead of its rate and never more than a slice behind it, however late its timers are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.array(fc.integer({ min: 1, max: 65_536 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 7 }),
        (rate, sizes, lateMs) => {
          const scheduler = new ManualScheduler(lateMs);
          const sink = new RecordingSink(() => scheduler.now());
          const stage = stageUnderTest(bandwidth, { rate }, { next: sink, scheduler });
          for (const size of sizes) stage.push(Buffer.alloc(size));
          stage.end('half');
          const total = sizes.reduce((sum, size) => sum + size, 0);
          // The last slice may be asked for late, and then be late itself.
          scheduler.advance(total / rate + 2 * lateMs + 1);
          expect(sink.bytes).toBe(total);
          expect(sink.ended).toBe('half');
          let passed = 0;
          sink.chunks.forEach((chunk, index) => {
            passed += chunk.length;
            expect(sink.times[index]).toBeGreaterThanOrEqual(passed / rate - 1e-6);
          });
        },
      ),
    );
  });

  it('saves nothing up while the line is idle', () => {
    const scheduler = new ManualScheduler();
    const sink = new RecordingSink(() => scheduler.now());
    const stage = stageUnderTest(bandwidth, { rate: 1 }, { next: sink, scheduler });
    scheduler.advance(10_000);
    stage.push(Buffer.alloc(1_000));
    scheduler.advance(500);
    expect(sink.bytes).toBeLessThanOrEqual(500);
  });
});
