import { describe, expect, test } from 'vitest';
import { TimelineReader, TimelineWriter } from '../../../../src/load/engine/shared-timeline.ts';

function timeline(): { writer: TimelineWriter; reader: TimelineReader } {
  const writer = new TimelineWriter();
  writer.set('baseline', 3000);
  return { writer, reader: new TimelineReader(writer.buffer) };
}

describe('a request belongs to the phase of its intended time', () => {
  test.each([
    [0, 'warmup'],
    [2999.999, 'warmup'],
    [3000, 'baseline'],
    [10_000, 'fault'],
    [19_999, 'fault'],
    [20_000, 'recovery'],
  ] as const)('intended at %d ms: %s', (intendedMs, phase) => {
    const { writer, reader } = timeline();
    writer.set('fault', 10_000);
    writer.set('recovery', 20_000);
    const intendedUs = intendedMs * 1000;
    // It ended in an instant, so that no boundary fell into its flight.
    expect(reader.phaseOf(intendedUs, intendedUs)).toBe(phase);
  });
});

test('what the baseline sent and the fault found in flight is the fault’s', () => {
  const { writer, reader } = timeline();
  expect(reader.phaseOf(9_999_000, 10_000_500)).toBe('baseline');
  writer.set('fault', 10_000);
  expect(reader.phaseOf(9_999_000, 10_000_500)).toBe('fault');
  expect(reader.phaseOf(9_999_000, 9_999_900)).toBe('baseline');
});

test('the warm-up’s requests stay the warm-up’s, however long they hang', () => {
  const { writer, reader } = timeline();
  writer.set('fault', 10_000);
  expect(reader.phaseOf(2_999_000, 12_000_000)).toBe('warmup');
});

test('what the fault sent stays the fault’s when it ends in the recovery', () => {
  const { writer, reader } = timeline();
  writer.set('fault', 10_000);
  writer.set('recovery', 20_000);
  expect(reader.phaseOf(19_999_000, 21_000_000)).toBe('fault');
});

test('a fault cut off before it began: the recovery follows at the same instant', () => {
  const { writer, reader } = timeline();
  writer.set('fault', 10_000);
  writer.set('recovery', 10_000);
  expect(reader.phaseOf(10_000_000, 10_000_000)).toBe('recovery');
});

test('the end is unknown until it is set, and then seen at once', () => {
  const { writer, reader } = timeline();
  expect(reader.endUs).toBe(Infinity);
  writer.set('end', 1234.5);
  expect(reader.endUs).toBe(1_234_500);
});
