import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeControls } from '../../../src/report/words/escape-controls.ts';
import { createCleanText } from '../../../src/terminal/text/clean-text.ts';
import { displayWidth } from '../../../src/terminal/text/display-width.ts';
import { fitLeft, fitRight, truncate } from '../../../src/terminal/text/fit.ts';
import { foldLines } from '../../../src/terminal/text/fold-lines.ts';
import {
  formatClock,
  formatCount,
  formatCountdown,
  formatMs,
  formatOffset,
  formatPerSecond,
  formatShare,
} from '../../../src/terminal/text/format-measure.ts';

describe('clean text', () => {
  test('shows escape sequences instead of sending them to the terminal', () => {
    expect(escapeControls('a\u001b[2Jb')).toBe(String.raw`a\x1b[2Jb`);
    expect(escapeControls('one\r\ntwo\tthree')).toBe(String.raw`one\r\ntwo\tthree`);
    expect(escapeControls('\u009b31m')).toBe(String.raw`\x9b31m`);
  });

  test('shows marks that reorder or hide text', () => {
    expect(escapeControls('safe\u202eexe.txt')).toBe(String.raw`safe\u{202e}exe.txt`);
    expect(escapeControls('a\u200bb\u2028c')).toBe(String.raw`a\u{200b}b\u{2028}c`);
  });

  test('leaves nothing that a terminal obeys, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeControls(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });

  test('is printable ASCII where the locale is not UTF-8', () => {
    expect(createCleanText(false)('±20 ms → café …')).toBe('+-20 ms -> cafe ...');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(createCleanText(false)(text)).toMatch(/^[\x20-\x7e]*$/u);
      }),
    );
  });
});

describe('fitting', () => {
  test('counts columns, not code units', () => {
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('日本')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('🚀')).toBe(2);
  });

  test('marks what it cut off', () => {
    expect(truncate('checkout', 8)).toBe('checkout');
    expect(truncate('checkout', 5)).toBe('chec…');
    expect(truncate('checkout', 5, '...')).toBe('ch...');
    expect(truncate('checkout', 0)).toBe('');
  });

  test('fills exactly the width asked for', () => {
    expect(fitLeft('ab', 4)).toBe('ab  ');
    expect(fitRight('ab', 4)).toBe('  ab');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (text, width) => {
        const clean = escapeControls(text);
        expect(displayWidth(fitLeft(clean, width))).toBe(width);
        expect(displayWidth(fitRight(clean, width))).toBe(width);
      }),
    );
  });
});

describe('measures', () => {
  test('stand for nothing where there is nothing', () => {
    expect([12.14, 1254, null, Infinity].map(formatMs)).toEqual(['12.1ms', '1.25s', '-', '-']);
    expect([0.9993, 1, null].map(formatShare)).toEqual(['99.93%', '100%', '-']);
  });

  test('separate thousands', () => {
    expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0, 199.84, 12_345.6].map(formatPerSecond)).toEqual(['0/s', '199.8/s', '12,346/s']);
  });

  test('let a countdown reach 0:00 only when it is over', () => {
    expect([0, 1, 1000, 61_001, 3_661_000].map(formatCountdown)).toEqual(['0:00', '0:01', '0:01', '1:02', '1:01:01']);
    expect([0, 999, 61_999].map(formatClock)).toEqual(['0:00', '0:00', '1:01']);
    expect([12_345, -400].map(formatOffset)).toEqual(['+12.3s', '-0.4s']);
  });
});

describe('lines wider than their terminal', () => {
  test('go on under themselves, and keep their gaps', () => {
    const line = '  pass  p95(response_time) < 300ms  fault  120ms  60% inside';
    expect(foldLines(`PASS\n${line}`, 44)).toBe('PASS\n  pass  p95(response_time) < 300ms  fault\n      120ms  60% inside');
    expect(foldLines(line, 80)).toBe(line);
    expect(foldLines(line, Infinity)).toBe(line);
  });

  test('keep a path in one piece, and stay as they are where the terminal does not know its width', () => {
    const path = `Report  /tmp/${'x'.repeat(60)}/report.html`;
    expect(foldLines(path, 50)).toBe(`Report\n    ${path.slice(8)}`);
    expect(foldLines(path, 0)).toBe(path);
  });

  test('fit, word by word, and lose no word', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20 })), fc.integer({ min: 40, max: 120 }), (parts, columns) => {
        const words = parts.flatMap((part) => part.split(/\s+/u)).filter((word) => word !== '');
        const folded = foldLines(words.join('  '), columns);
        expect(folded.split(/\s+/u).filter((word) => word !== '')).toEqual(words);
        for (const line of folded.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
