import type { LineCounter } from 'yaml';
import type { SourcePlace } from './source-node.ts';

/** Turns offsets into places. */
export class Positions {
  readonly source: string;
  readonly #lineCounter: LineCounter;

  constructor(source: string, lineCounter: LineCounter) {
    this.source = source;
    this.#lineCounter = lineCounter;
  }

  /** The part of `[from, to)` that stands on the line of `from`. */
  at(from: number, to: number): SourcePlace {
    const start = Math.max(0, Math.min(from, this.source.length));
    const { line, col } = this.#lineCounter.linePos(start);
    const lineEnd = this.source.slice(start, to).split(/\r?\n/u, 1)[0] ?? '';
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, lineEnd.trimEnd().length), override: null };
  }
}
