/** The generator watching itself. */
export interface GeneratorState {
  readonly workers: Map<number, WorkerHealth>;
  /** All workers together, by second of the timeline. */
  readonly seconds: Map<number, GeneratorSecond>;
  /** The newest of them that every worker has told of; `null` before there is one. */
  wholeSecond: number | null;
}

export interface GeneratorSecond {
  /** How many workers have told of it. */
  toldBy: number;
  /** Exact: a worker tells of a second when it has taken up every arrival of it. */
  due: number;
  /** Intended up to the end of this second, taken up more than 100 ms after it. */
  lateAtEnd: number;
  /** Of the machine's CPU, taken by its host; `null` where unknown. The largest that a worker saw. */
  stolenShare: number | null;
}

export interface WorkerHealth {
  readonly worker: number;
  /** Arrivals of its schedule so far; of a closed load's worker none. */
  due: number;
  /** Seconds of the judged phases with a CPU reading, their sum in cores, and how many were above the limit for a busy one. */
  cpuSeconds: number;
  cpuCoresSum: number;
  busySeconds: number;
  lastCpuCores: number | null;
  lastEventLoopDelayMs: number;
  eventLoopDelayMaxMs: number;
  /** Why it died; `null` while it lives. */
  lost: string | null;
}
