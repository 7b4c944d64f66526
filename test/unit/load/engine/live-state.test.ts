import { expect, it } from 'vitest';
import type { LatencyLimit } from '../../../../src/load/load-driver.ts';
import { unansweredNow, type Waiting } from '../../../../src/load/engine/record/live-state.ts';
import { TimelineReader, TimelineWriter } from '../../../../src/load/engine/shared-timeline.ts';

const NOW_US = 1_000_000;
const LIMITS: LatencyLimit[] = [
  { of: 'service_time', comparison: '<', limitUs: 300_000 },
  { of: 'response_time', comparison: '<', limitUs: 300_000 },
];

function over(waiting: Waiting): readonly number[] | undefined {
  const writer = new TimelineWriter();
  writer.set('baseline', 0);
  return unansweredNow([waiting], LIMITS, new TimelineReader(writer.buffer), NOW_US)[0]?.over;
}

it.each([
  ['a request is as old as its own sending', { intendedUs: 500_000, sentUs: 800_000, user: null }, [0, 1]],
  ['one that was not sent has no service time yet', { intendedUs: 500_000, sentUs: -1, user: null }, [0, 1]],
  [
    'a flow is as old as its first request, whatever its step is',
    { intendedUs: 950_000, sentUs: 960_000, user: { intendedUs: 600_000, sentUs: 610_000, thoughtUs: 0 } },
    [1, 1],
  ],
  [
    'a flow whose first request is under way is as old as that',
    { intendedUs: 600_000, sentUs: 650_000, user: { intendedUs: 600_000, sentUs: -1, thoughtUs: 0 } },
    [1, 1],
  ],
  [
    'time spent thinking makes a flow no older',
    { intendedUs: 600_000, sentUs: 610_000, user: { intendedUs: 600_000, sentUs: 610_000, thoughtUs: 200_000 } },
    [0, 0],
  ],
])('over the limits by now: %s', (_, waiting, expected) => {
  expect(over(waiting)).toEqual(expected);
});
