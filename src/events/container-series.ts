import { NEAR_S, WIDE_BIN_S } from './bin-width.ts';
import type { BinWidth } from './bin-width.ts';
import type { ContainerMeasurement } from './container-state.ts';

/** What a container used in the seconds `[fromS, toS)` of the timeline. */
export interface ContainerBin {
  readonly fromS: number;
  readonly toS: number;
  /** When the first measurement was taken, ms on the timeline. */
  readonly atMs: number;
  /** How many measurements: CPU and memory are their means. */
  readonly count: number;
  readonly cpuCores: number;
  readonly memoryBytes: number;
  /** At the latest. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** A container's use over time: single seconds, of a long run the tens that the load's series has, too. */
export class ContainerSeries {
  #bins: ContainerBin[] = [];
  /** The tens that end before are as wide as they will ever be. */
  #widenedToS = -Infinity;

  get bins(): readonly ContainerBin[] {
    return this.#bins;
  }

  add({ cpuCores, memoryBytes, receivedBytes, sentBytes }: ContainerMeasurement, atMs: number): void {
    const fromS = Math.floor(atMs / 1000);
    const bin = { fromS, toS: fromS + 1, atMs, count: 1, cpuCores, memoryBytes, receivedBytes, sentBytes };
    const last = this.#bins.at(-1);
    if (last !== undefined && last.fromS <= fromS && fromS < last.toS) this.#bins[this.#bins.length - 1] = mergedBins([last, bin]);
    else this.#bins.push(bin);
  }

  /** Makes one bin of each ten seconds that lie back far enough, and near nothing that changed the run. */
  widen(nowMs: number, width: BinWidth): void {
    const readyS = tenOf(nowMs / 1000 - NEAR_S);
    if (readyS <= this.#widenedToS) return;
    const from = this.#bins.findLastIndex(({ fromS }) => fromS < this.#widenedToS) + 1;
    const to = this.#bins.findLastIndex(({ fromS }) => fromS < readyS) + 1;
    this.#widenedToS = readyS;
    if (to <= from) return;
    const tens = Map.groupBy(this.#bins.slice(from, to), ({ fromS }) => tenOf(fromS));
    const bins = [...tens].flatMap(([fromS, parts]) =>
      width.isWide(fromS) ? [{ ...mergedBins(parts), fromS, toS: fromS + WIDE_BIN_S }] : parts,
    );
    this.#bins.splice(from, to - from, ...bins);
  }

  moveBy(ms: number): void {
    this.#bins = this.#bins.map((bin) => {
      const fromS = Math.floor((bin.atMs + ms) / 1000);
      return { ...bin, atMs: bin.atMs + ms, fromS, toS: fromS + bin.toS - bin.fromS };
    });
    this.#widenedToS = -Infinity;
  }
}

/** One bin of some that follow each other, at least one. */
export function mergedBins(bins: readonly ContainerBin[]): ContainerBin {
  return bins.reduce((a, b) => {
    const count = a.count + b.count;
    const mean = (pick: (bin: ContainerBin) => number): number => (pick(a) * a.count + pick(b) * b.count) / count;
    const { receivedBytes, sentBytes } = b;
    return {
      fromS: a.fromS,
      toS: b.toS,
      atMs: a.atMs,
      count,
      cpuCores: mean(({ cpuCores }) => cpuCores),
      memoryBytes: mean(({ memoryBytes }) => memoryBytes),
      receivedBytes,
      sentBytes,
    };
  });
}

function tenOf(second: number): number {
  return Math.floor(second / WIDE_BIN_S) * WIDE_BIN_S;
}
