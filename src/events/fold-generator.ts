import type { GeneratorHealth } from '../load/load-driver.ts';
import { generatorLimits } from './generator-limits.ts';
import type { GeneratorState, WorkerHealth } from './generator-state.ts';
import type { RunState } from './run-state.ts';

/** CPU counts from the end of the warm-up: a worker that compiles its code is busy and harms nobody. */
export function foldGeneratorHealth({ generator, header }: RunState, health: GeneratorHealth): void {
  const judgedFromMs = header?.timeline.baselineFromMs ?? 0;
  const { busyCores } = generatorLimits(header);
  const worker = workerOf(generator, health.worker);
  worker.lastCpuCores = health.cpuCores;
  worker.lastEventLoopDelayMs = health.eventLoopDelayMaxMs;
  worker.due += health.due;
  if (health.second * 1000 >= judgedFromMs) {
    worker.eventLoopDelayMaxMs = Math.max(worker.eventLoopDelayMaxMs, health.eventLoopDelayMaxMs);
    if (health.cpuCores !== null) {
      worker.cpuSeconds += 1;
      worker.cpuCoresSum += health.cpuCores;
      if (busyCores !== null && health.cpuCores > busyCores) worker.busySeconds += 1;
    }
  }
  const second = generator.seconds.get(health.second) ?? { toldBy: 0, due: 0, lateAtEnd: 0, stolenShare: null };
  second.toldBy += 1;
  second.due += health.due;
  second.lateAtEnd += health.lateAtEnd;
  if (typeof health.stolenShare === 'number') second.stolenShare = Math.max(second.stolenShare ?? 0, health.stolenShare);
  generator.seconds.set(health.second, second);
  const alive = [...generator.workers.values()].filter(({ lost }) => lost === null).length;
  if (second.toldBy >= alive) generator.wholeSecond = Math.max(generator.wholeSecond ?? 0, health.second);
}

export function foldWorkerLost(generator: GeneratorState, worker: number, reason: string): void {
  workerOf(generator, worker).lost = reason;
}

function workerOf(generator: GeneratorState, worker: number): WorkerHealth {
  const known = generator.workers.get(worker);
  if (known !== undefined) return known;
  const fresh: WorkerHealth = {
    worker,
    due: 0,
    cpuSeconds: 0,
    cpuCoresSum: 0,
    busySeconds: 0,
    lastCpuCores: null,
    lastEventLoopDelayMs: 0,
    eventLoopDelayMaxMs: 0,
    lost: null,
  };
  generator.workers.set(worker, fresh);
  return fresh;
}
