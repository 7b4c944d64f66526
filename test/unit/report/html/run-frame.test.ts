import { expect, test } from 'vitest';
import type { RunEventBody } from '../../../../src/events/run-event.ts';
import { buildReport } from '../../../../src/report/build-report.ts';
import { runFrame } from '../../../../src/report/html/chart/run-frame.ts';
import { stateOf } from '../../../fixtures/timelines/record-timeline.ts';

function bands(gone: (body: RunEventBody) => RunEventBody) {
  const state = stateOf({ edit: (entries) => entries.map(({ atMs, body }) => ({ atMs, body: gone(body) })) });
  return runFrame(buildReport(state), [], 14).faults;
}

test('the band of a fault ends where it was proven gone', () => {
  expect(bands((body) => body)).toEqual([{ label: 'slow-redis', fromS: 4, toS: 7.999 }]);
});

test('the band of a fault that was undone and is not proven gone goes on to the end', () => {
  const notGone = (body: RunEventBody): RunEventBody =>
    body.type === 'fault-gone' ? { ...body, type: 'fault-not-gone', manual: [] } : body;
  expect(bands(notGone)).toEqual([{ label: 'slow-redis', fromS: 4, toS: 14 }]);
});
