import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { OK, SCRIPTS, scriptedServer, type Script, type ScriptedServer } from './scripted-server.ts';
import { expectInvariants, runLoad } from './run-load.ts';

const servers: ScriptedServer[] = [];
const serve = async (script: Script): Promise<ScriptedServer> => {
  const server = await scriptedServer(script);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

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

/** Stalls everything for `stallMs` in every `periodMs`, and answers each request after `serviceMs` otherwise. */
const PERIOD_MS = 10_000;
const STALL_MS = 1000;
const STALL_FROM_MS = 4500;
const SERVICE_MS = 3;

/** When a request that arrives at `ms` (within its period) is answered: at once, or when the stall is over. */
function answerAfterMs(ms: number): number {
  const intoStall = (ms % PERIOD_MS) - STALL_FROM_MS;
  return intoStall >= 0 && intoStall < STALL_MS ? STALL_MS - intoStall : 0;
}

test('a server that stalls 1 s in every 10 s: the numbers are what the stall does to the run’s own schedule', { retry: 2 }, async () => {
  const rate = 300;
  const arrivals = (rate * 2 * PERIOD_MS) / 1000;
  const intendedMs = (index: number): number => (index * 1000) / rate;
  let startNs = 0n;
  const nowMs = (): number => Number(process.hrtime.bigint() - startNs) / 1e6;
  const answeredAtMs: number[] = [];
  const server = await serve((socket, _, index) => {
    const answer = (): void => {
      answeredAtMs[index] = nowMs();
      socket.write(OK);
    };
    setTimeout(answer, answerAfterMs(Math.max(0, nowMs())) + SERVICE_MS);
  });
  const record = await runLoad({
    url: server.url,
    rate,
    timeoutMs: 5000,
    maxInFlight: 2000,
    steer: async (load, _, sinceZeroMs) => {
      startNs = process.hrtime.bigint() - BigInt(Math.round(sinceZeroMs() * 1e6));
      await load.finish(2 * PERIOD_MS);
    },
  });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: arrivals });

  // Two truths: what the stall alone does to the schedule, and what the server (on a machine that others use) did in the end.
  const stall = distribution(Array.from({ length: arrivals }, (_, i) => answerAfterMs(intendedMs(i))));
  const served = distribution(answeredAtMs.map((ms, i) => ms - intendedMs(i)));
  const measured = record.responseTimes();
  const between = (actualMs: number, leastMs: number, mostMs: number): void => {
    expect(actualMs).toBeGreaterThan(leastMs * 0.98);
    expect(actualMs).toBeLessThan(mostMs * 1.02 + READING_MS);
  };
  for (const percentile of [95, 99, 99.9]) {
    between(measured.getValueAtPercentile(percentile) / 1000, stall.at(percentile), served.at(percentile));
  }
  between(measured.mean / 1000, stall.mean, served.mean);
});

/** What lies between the server's answer and our reading of it, on a busy machine. */
const READING_MS = 5;

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
