import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GeneratorHealth } from '../load-driver.ts';
import { StolenCpu } from './stolen-cpu.ts';
import { ThreadCpu } from './thread-cpu.ts';

const LATE_US = 100_000;
const RESOLUTION_MS = 10;

/** A worker's watch over itself: was every arrival taken up in time, and if not, was it for want of CPU? */
export class GeneratorWatch {
  readonly #worker: number;
  readonly #cpu = new ThreadCpu();
  readonly #stolen = new StolenCpu();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #seconds = new Map<number, { due: number; late: number }>();
  #current = { due: 0, late: 0 };
  #currentSecond = -1;
  /** The first second not yet reported. */
  #from = 0;

  constructor(worker: number) {
    this.#worker = worker;
  }

  begin(): void {
    this.#loopDelay.enable();
    this.#cpu.cores();
    this.#stolen.share();
  }

  takenUp(intendedUs: number, nowUs: number): void {
    const second = Math.floor(intendedUs / 1e6);
    if (second !== this.#currentSecond) {
      this.#current = this.#at(second);
      this.#currentSecond = second;
    }
    this.#current.due++;
    for (let late = second; nowUs > (late + 1) * 1e6 + LATE_US; late++) this.#at(late).late++;
  }

  /**
   * The seconds about which all is known. Called often enough, it answers for one second at a time, with the CPU and the delays
   * since the last call.
   *
   * @param takenUpToUs every arrival intended before this has been taken up
   */
  take(nowUs: number, takenUpToUs: number): GeneratorHealth[] {
    const until = Math.floor(Math.min(nowUs - LATE_US, takenUpToUs) / 1e6);
    return until > this.#from ? this.#report(until) : [];
  }

  /** Everything that is left, the last broken second included. */
  takeLast(endUs: number): GeneratorHealth[] {
    const health = this.#report(Math.ceil(endUs / 1e6));
    this.#loopDelay.disable();
    return health;
  }

  #report(until: number): GeneratorHealth[] {
    const cpuCores = this.#cpu.cores();
    const stolenShare = this.#stolen.share();
    const eventLoopDelayMaxMs = Math.max(0, this.#loopDelay.max / 1e6 - RESOLUTION_MS);
    this.#loopDelay.reset();
    const health: GeneratorHealth[] = [];
    for (; this.#from < until; this.#from++) {
      const { due, late } = this.#at(this.#from);
      health.push({ worker: this.#worker, second: this.#from, due, lateAtEnd: late, cpuCores, eventLoopDelayMaxMs, stolenShare });
      this.#seconds.delete(this.#from);
    }
    this.#currentSecond = -1;
    return health;
  }

  #at(second: number): { due: number; late: number } {
    let counts = this.#seconds.get(second);
    if (counts === undefined) this.#seconds.set(second, (counts = { due: 0, late: 0 }));
    return counts;
  }
}
