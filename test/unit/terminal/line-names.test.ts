import { expect, test } from 'vitest';
import { createLineNames } from '../../../src/terminal/dashboard/line-names.ts';

test('a line has one name, a letter, that is spelled out where it stands', () => {
  const names = createLineNames();
  const [red, empty] = [names.of('\u001B[31mred\u001B[39m'), names.of('')];
  expect(red).toHaveLength(1);
  expect(empty).toHaveLength(1);
  expect(names.of('\u001B[31mred\u001B[39m')).toBe(red);
  expect(names.of('')).toBe(empty);
  expect(names.of('other')).not.toBe(red);
  expect(names.spell(`\u001B[2K${red}\n${empty}\u001B[0K`)).toBe('\u001B[2K\u001B[31mred\u001B[39m\n\u001B[0K');
});

test('what looks like a name in a line is left alone', () => {
  const names = createLineNames();
  const first = names.of('first');
  const second = names.of(`branch ${first}`);
  expect(names.spell(second)).toBe(`branch ${first}`);
});

test('names of the frame before are spelled however many lines there have been', () => {
  const names = createLineNames();
  let before: readonly string[] = [];
  for (let frame = 0; frame < 200; frame += 1) {
    const lines = Array.from({ length: 60 }, (_, row) => `line ${row} of ${frame}`);
    const drawn = [names.of('always'), ...lines.map((line) => names.of(line))];
    expect(new Set([...before, ...drawn]).size).toBeGreaterThanOrEqual(before.length + drawn.length - 1);
    expect(names.spell([...before, ...drawn].join('\n')).split('\n')).toContain(`line 59 of ${Math.max(0, frame - 1)}`);
    before = drawn;
  }
});
