import type { GeneratorHealth } from './observed.ts';
import { WIDE_BIN_S } from '../../events/bin-width.ts';
import type { BinWidth } from '../../events/bin-width.ts';
import type { GeneratorBin } from './run-series.ts';

interface GeneratorSecond {
  due: number;
  late: number;
  cpuCores: number | null;
  eventLoopDelayMaxMs: number;
}

/** The generator's health over time, all workers together. */
export class GeneratorSeriesFold {
  readonly #seconds = new Map<number, GeneratorSecond>();

  add(health: GeneratorHealth): void {
    if (health.second < 0) return;
    const second = this.#seconds.get(health.second) ?? { due: 0, late: 0, cpuCores: null, eventLoopDelayMaxMs: 0 };
    second.due += health.due;
    second.late += health.lateAtEnd;
    if (health.cpuCores !== null) second.cpuCores = (second.cpuCores ?? 0) + health.cpuCores;
    second.eventLoopDelayMaxMs = Math.max(second.eventLoopDelayMaxMs, health.eventLoopDelayMaxMs);
    this.#seconds.set(health.second, second);
  }

  finish(width: BinWidth): GeneratorBin[] {
    const seconds = [...this.#seconds].toSorted(([a], [b]) => a - b);
    const tens = Map.groupBy(seconds, ([second]) => Math.floor(second / WIDE_BIN_S) * WIDE_BIN_S);
    return [...tens].flatMap(([fromS, parts]) =>
      width.isWide(fromS)
        ? [
            merged(
              fromS,
              parts.map(([, second]) => second),
            ),
          ]
        : parts.map(([second, counts]) => ({ fromS: second, toS: second + 1, ...counts })),
    );
  }
}

function merged(fromS: number, parts: readonly GeneratorSecond[]): GeneratorBin {
  const cores = parts.flatMap(({ cpuCores }) => cpuCores ?? []);
  return {
    fromS,
    toS: fromS + WIDE_BIN_S,
    due: parts.reduce((sum, { due }) => sum + due, 0),
    late: parts.reduce((sum, { late }) => sum + late, 0),
    cpuCores: cores.length === 0 ? null : cores.reduce((sum, cpu) => sum + cpu, 0) / cores.length,
    eventLoopDelayMaxMs: parts.reduce((max, { eventLoopDelayMaxMs }) => Math.max(max, eventLoopDelayMaxMs), 0),
  };
}
