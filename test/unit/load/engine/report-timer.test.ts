import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EngineClock } from '../../../../src/load/engine/engine-clock.ts';
import { ReportTimer } from '../../../../src/load/engine/report-timer.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime'] }));
afterEach(() => void vi.useRealTimers());

it('reports once a second, a little after it, however the zero lies between two milliseconds', () => {
  const clock = new EngineClock(process.hrtime.bigint() + 20_400_000n);
  const atMs: number[] = [];
  const timer = new ReportTimer(clock, () => atMs.push(clock.nowUs() / 1000));
  timer.start();
  vi.advanceTimersByTime(4000);
  timer.stop();
  vi.advanceTimersByTime(4000);
  expect(atMs.map(Math.floor)).toEqual([1121, 2121, 3121]);
});
