import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OK, SCRIPTS } from './scripted-server.ts';
import { serve } from './serve-script.ts';
import { expectInvariants, runLoad } from './run-load.ts';
import { WakeWitness } from './wake-witness.ts';

test('a black hole makes timeouts, and never makes the generator look late', async () => {
  const server = await serve(SCRIPTS.hangs);
  const record = await runLoad({ url: server.url, rate: 500, forMs: 3000, timeoutMs: 1000, maxInFlight: 2000 });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ timeout: 1500 });
  expect(record.counts()).toMatchObject({ sent: 1500, unanswered: 1500 });
  expect(record.lateAtEnd()).toBe(0);
  expect(record.timings('dispatchLag').getValueAtPercentile(50)).toBeLessThan(20_000);
  const due = record.reports.flatMap((report) => report.health).map((health) => health.due);
  expect(due).toEqual([500, 500, 500]);
});

test('at 2,000 arrivals a second the pacer keeps up with bursts and never falls asleep', { retry: 2 }, async () => {
  const server = await serve(SCRIPTS.answers);
  const record = await runLoad({ url: server.url, rate: 2000, forMs: 4000, maxInFlight: 8000, timeoutMs: 10_000 });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 8000 });
  // On idle cores the median is 0.1 ms; what is told apart here is a pacer that sleeps until something else wakes the thread.
  expect(record.timings('dispatchLag').getValueAtPercentile(50)).toBeLessThan(250_000);
  expect(record.timings('dispatchLag').maxValue).toBeLessThan(2_000_000);
});

const PERIOD_MS = 10_000;
const STALL_MS = 1000;
const STALL_FROM_MS = 4500;
/** From intended to read, a calm request wakes three threads: the pacer and its worker, the server, and the worker again. */
const WAKE_UPS = 3;
/** Of a thread's mean lateness in waking: a machine on which the generator has no excuse. */
const CALM_MS = 0.3;

/** One stall on the run's timeline: all requests that come in it are answered at its end. */
interface Stall {
  readonly fromMs: number;
  /** By the server's clock; on a busy machine a little later than it meant to. */
  endedMs: number;
}

/** Answers at once, but for one second of every period, in which it holds all requests back. */
class StallingServer {
  readonly stalls: readonly Stall[];
  /** When the answer to each request was written, in the order of their coming. */
  readonly writtenMs: number[] = [];
  readonly #nowMs: () => number;
  readonly #held: (() => void)[] = [];

  constructor(periods: number, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.stalls = Array.from({ length: periods }, (_, i) => ({ fromMs: i * PERIOD_MS + STALL_FROM_MS, endedMs: Infinity }));
  }

  begin(): void {
    for (const stall of this.stalls) {
      const end = (): void => {
        const leftMs = stall.fromMs + STALL_MS - this.#nowMs();
        if (leftMs > 0) return void setTimeout(end, Math.ceil(leftMs));
        stall.endedMs = this.#nowMs();
        for (const answer of this.#held.splice(0)) answer();
      };
      setTimeout(end, Math.ceil(stall.fromMs + STALL_MS - this.#nowMs()));
    }
  }

  answer(socket: Socket, total: number): void {
    const answer = (): void => {
      this.writtenMs[total] = this.#nowMs();
      socket.write(OK);
    };
    if (this.waitMs(this.#nowMs()) === 0) answer();
    else this.#held.push(answer);
  }

  /** Of a request that comes at `atMs`. While a stall lasts: `Infinity`. */
  waitMs(atMs: number): number {
    const stall = this.stalls.find(({ fromMs, endedMs }) => atMs >= fromMs && atMs < endedMs);
    return stall === undefined ? 0 : stall.endedMs - atMs;
  }
}

/**
 * Two truths, both pathwise: of the stalls, as they were on the server's clock (their ends may come some ms late on a busy core), applied
 * to the times at which the arrivals were intended, and nothing else; and of the server, from when each arrival was intended to when
 * its answer was written. The numbers may never be below the first, nor above the second by more than it takes this machine to wake the
 * thread that reads. Where it wakes threads in time, as an uninvolved one can tell, they may not be above the first either.
 */
test('a server that stalls 1 s in every 10 s: the numbers are what the stall does to the run’s own schedule', { retry: 2 }, async () => {
  const rate = 500;
  const periods = 2;
  const arrivals = (rate * periods * PERIOD_MS) / 1000;
  let startNs = process.hrtime.bigint();
  const nowMs = (): number => Number(process.hrtime.bigint() - startNs) / 1e6;
  const stalling = new StallingServer(periods, nowMs);
  const server = await serve((socket, _, total) => stalling.answer(socket, total));
  const witness = new WakeWitness();
  const record = await runLoad({
    url: server.url,
    rate,
    timeoutMs: 5000,
    maxInFlight: 2000,
    steer: async (load, _, sinceZeroMs) => {
      startNs = process.hrtime.bigint() - BigInt(Math.round(sinceZeroMs() * 1e6));
      stalling.begin();
      await load.finish(periods * PERIOD_MS);
    },
  });
  const wakeUp = await witness.end();
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: arrivals });

  const intendedMs = Array.from({ length: arrivals }, (_, i) => (i * 1000) / rate);
  const stall = distribution(intendedMs.map((ms) => stalling.waitMs(ms)));
  const served = distribution(intendedMs.map((ms, i) => (stalling.writtenMs[i] ?? Infinity) - ms));
  const measured = record.responseTimes();
  const isCalm = wakeUp.meanMs < CALM_MS;
  const heldTo = isCalm ? 'the stall itself' : 'what the server did to its arrivals, the stall itself from below alone';
  process.stdout.write(
    `held to ${heldTo}: this machine woke threads ${wakeUp.meanMs.toFixed(2)} ms late (${CALM_MS} at most for the former)\n`,
  );
  const within = (what: string, actualMs: number, leastMs: number, mostMs: number, wakingMs: number): void => {
    expect(actualMs, what).toBeGreaterThan(leastMs * 0.98);
    expect(actualMs, what).toBeLessThan((isCalm ? leastMs : mostMs) * 1.02 + wakingMs);
  };
  for (const percentile of [95, 99, 99.9]) {
    const actualMs = measured.getValueAtPercentile(percentile) / 1000;
    within(`p${percentile}`, actualMs, stall.at(percentile), served.at(percentile), wakeUp.p99Ms);
  }
  within('mean', measured.mean / 1000, stall.mean, served.mean, WAKE_UPS * wakeUp.meanMs);
});

function distribution(values: readonly number[]): { at: (percentile: number) => number; mean: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    at: (percentile) => sorted[Math.ceil((sorted.length * percentile * 10) / 1000) - 1] ?? NaN,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  };
}

test('a generator that is held up itself says so: late arrivals, and lag apart from the system’s time', async () => {
  const server = await serve(SCRIPTS.answers);
  const record = await runLoad({
    url: server.url,
    rate: 200,
    timeoutMs: 5000,
    steer: async (load, soFar) => {
      await sleep(1300);
      // 1.5 s in which this process, its threads included, stands still, as under SIGSTOP.
      await freeze(1500);
      await load.finish(4000);
      expect(soFar.counts().offered).toBe(800);
    },
  });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 800 });
  expect(record.lateAtEnd()).toBeGreaterThan(0);
  expect(record.timings('dispatchLag').maxValue).toBeGreaterThan(1_000_000);
});

/** Stops this whole process for `ms`, by a helper that wakes it again. */
async function freeze(ms: number): Promise<void> {
  const { spawn } = await import('node:child_process');
  const script = `process.kill(${process.pid}, 'SIGSTOP'); setTimeout(() => process.kill(${process.pid}, 'SIGCONT'), ${ms})`;
  const helper = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  await new Promise((resolve) => helper.once('exit', resolve));
}
