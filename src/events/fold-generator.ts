import type { GeneratorHealth } from '../load/load-driver.ts';
import type { GeneratorState, WorkerHealth } from './generator-state.ts';

/** A worker above this share of a core is too busy to send on time. */
export const BUSY_CORES = 0.9;

/** CPU counts from the end of the warm-up: a worker that compiles its code is busy and harms nobody. */
export function foldGeneratorHealth(generator: GeneratorState, health: GeneratorHealth, judgedFromMs: number): void {
  const worker = workerOf(generator, health.worker);
  worker.lastCpuCores = health.cpuCores;
  worker.lastEventLoopDelayMs = health.eventLoopDelayMaxMs;
  if (health.second * 1000 >= judgedFromMs) {
    worker.eventLoopDelayMaxMs = Math.max(worker.eventLoopDelayMaxMs, health.eventLoopDelayMaxMs);
    if (health.cpuCores !== null) {
      worker.cpuSeconds += 1;
      worker.cpuCoresSum += health.cpuCores;
      if (health.cpuCores > BUSY_CORES) worker.busySeconds += 1;
    }
  }
  const second = generator.seconds.get(health.second) ?? { due: 0, lateAtEnd: 0, stolenShare: null };
  second.due += health.due;
  second.lateAtEnd += health.lateAtEnd;
  if (typeof health.stolenShare === 'number') second.stolenShare = Math.max(second.stolenShare ?? 0, health.stolenShare);
  generator.seconds.set(health.second, second);
}

export function foldWorkerLost(generator: GeneratorState, worker: number, reason: string): void {
  workerOf(generator, worker).lost = reason;
}

function workerOf(generator: GeneratorState, worker: number): WorkerHealth {
  const known = generator.workers.get(worker);
  if (known !== undefined) return known;
  const fresh: WorkerHealth = {
    worker,
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
