import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stackPanels, type Panel } from '../../../src/terminal/dashboard/stack-panels.ts';

const panel = (name: string, wants: number, least: number, weight: number, apart = false): Panel => ({
  name,
  wants,
  least,
  weight,
  apart,
  draw: (rows) => Array.from({ length: rows }, (_, row) => `${name}${row}`),
});

const lines = (panels: readonly Panel[], rows: number): string[] => stackPanels(panels, rows).flatMap((placed) => placed.lines);

describe('panels', () => {
  test('keep their order and get all they want where there is room', () => {
    expect(lines([panel('a', 1, 1, 1), panel('b', 2, 1, 9)], 10)).toEqual(['a0', 'b0', 'b1']);
  });

  test('give up the lightest first', () => {
    expect(lines([panel('a', 2, 2, 1), panel('b', 2, 2, 9)], 3)).toEqual(['b0', 'b1']);
  });

  test('get a blank line above before they grow', () => {
    const both = [panel('a', 1, 1, 2), panel('b', 3, 1, 1, true)];
    expect(lines(both, 3)).toEqual(['a0', '', 'b0']);
    expect(lines(both, 2)).toEqual(['a0', 'b0']);
  });

  test('leave no blank line at the top or for a panel with nothing to show', () => {
    expect(lines([panel('a', 0, 1, 9, true), panel('b', 1, 1, 1, true)], 5)).toEqual(['b0']);
  });

  test('never take more rows than there are', () => {
    const anyPanel = fc
      .record({ wants: fc.nat(9), least: fc.integer({ min: 1, max: 5 }), weight: fc.nat(9), apart: fc.boolean() })
      .map(({ wants, least, weight, apart }) => panel('p', wants, least, weight, apart));
    fc.assert(
      fc.property(fc.array(anyPanel, { maxLength: 9 }), fc.nat(40), (panels, rows) => {
        expect(lines(panels, rows).length).toBeLessThanOrEqual(rows);
      }),
    );
  });
});
