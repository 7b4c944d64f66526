import { expect, test } from 'vitest';
import type { RunEventBody } from '../../../src/events/run-event.ts';
import { selectProcesses } from '../../../src/terminal/view/select-processes.ts';
import { stateOf, type TimedBody } from '../../fixtures/timelines/record-timeline.ts';

const RUNNING: readonly TimedBody[] = ['api-1', 'api-2'].flatMap((instance, at) => [
  { atMs: -90, body: { type: 'process-started', instance, pid: 100 + at } },
  { atMs: -80, body: { type: 'process-ready', instance, afterMs: 10 } },
]);

/** What the stack's rows say at `atMs`; the fault, on api-1, is proven at 4,100 and gone after 8,000. */
function rowsAt(atMs: number, more: readonly TimedBody[] = []): string[] {
  const paused = (body: RunEventBody): RunEventBody =>
    body.type === 'run-started' ? { ...body, faults: body.faults.map((fault) => ({ ...fault, settings: { type: 'pause' } })) } : body;
  const state = stateOf({
    edit: (entries) =>
      [...entries, ...RUNNING, ...more].filter((entry) => entry.atMs <= atMs).map((entry) => ({ ...entry, body: paused(entry.body) })),
  });
  return selectProcesses(state).map(({ name, state: text, tone }) => `${name}: ${text}, ${tone}`);
}

test('a process that a fault has stopped is not called ready while it stands', () => {
  expect(rowsAt(4050)).toEqual(['api-1: ready (pid 100), good', 'api-2: ready (pid 101), good']);
  expect(rowsAt(7000)).toEqual(['api-1: paused (pid 100), warn', 'api-2: ready (pid 101), good']);
  expect(rowsAt(14_000)).toEqual(['api-1: ready (pid 100), good', 'api-2: ready (pid 101), good']);
});

test('one that died meanwhile has ended', () => {
  const died: TimedBody = {
    atMs: 5000,
    body: { type: 'process-exited', instance: 'api-1', pid: 100, code: null, signal: 'SIGKILL', expected: false },
  };
  expect(rowsAt(7000, [died])[0]).toBe('api-1: ended: SIGKILL, bad');
});
