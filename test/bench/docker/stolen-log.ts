import { StolenCpu } from '../../../src/load/engine/stolen-cpu.ts';

const EVERY_MS = 250;

interface Sample {
  readonly fromMs: number;
  readonly toMs: number;
  readonly share: number;
}

/** What the machine's host took of its CPU, and when, by the wall clock. */
export class StolenLog {
  readonly #cpu = new StolenCpu();
  readonly #samples: Sample[] = [];
  readonly #timer: NodeJS.Timeout;
  #lastMs = Date.now();

  constructor() {
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** Share of all cores between two moments, 0–1; `null` where the platform does not tell. */
  share(fromMs: number, toMs: number): number | null {
    const within = this.#samples.filter((one) => one.toMs > fromMs && one.fromMs < toMs);
    const all = within.reduce((sum, one) => sum + one.toMs - one.fromMs, 0);
    return all === 0 ? null : within.reduce((sum, one) => sum + one.share * (one.toMs - one.fromMs), 0) / all;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const [fromMs, toMs, share] = [this.#lastMs, Date.now(), this.#cpu.share()];
    this.#lastMs = toMs;
    if (share !== null) this.#samples.push({ fromMs, toMs, share });
  }
}
