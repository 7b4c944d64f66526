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

test('at 5,000 arrivals a second the pacer keeps up with bursts and never falls asleep', async () => {
  const server = await serve(SCRIPTS.answers);
  const record = await runLoad({ url: server.url, rate: 5000, forMs: 4000, maxInFlight: 5000, timeoutMs: 5000 });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 20_000 });
  expect(record.timings('dispatchLag').getValueAtPercentile(50)).toBeLessThan(20_000);
  expect(record.timings('dispatchLag').maxValue).toBeLessThan(1_500_000);
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

test('a server that stalls 1 s in every 10 s: percentiles and mean are what the stall does to the run’s own schedule', async () => {
  const rate = 300;
  let startNs = 0n;
  const server = await serve((socket) => {
    const now = Number(process.hrtime.bigint() - startNs) / 1e6;
    setTimeout(() => socket.writable && socket.write(OK), answerAfterMs(Math.max(0, now)) + SERVICE_MS);
  });
  const record = await runLoad({
    url: server.url,
    rate,
    timeoutMs: 5000,
    maxInFlight: 2000,
    steer: async (load, _, nowMs) => {
      startNs = process.hrtime.bigint() - BigInt(Math.round(nowMs() * 1e6));
      await load.finish(2 * PERIOD_MS);
    },
  });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: (rate * 2 * PERIOD_MS) / 1000 });

  const truth = Array.from({ length: rate * 20 }, (_, i) => answerAfterMs((i * 1000) / rate)).toSorted((a, b) => a - b);
  const rank = (perThousand: number): number => truth[Math.ceil((truth.length * perThousand) / 1000) - 1] ?? NaN;
  const measured = record.responseTimes();
  // What the server does beside stalling, timers included, lies outside the schedule: at most `SERVICE_MS` and the median's excess.
  const ownMs = measured.getValueAtPercentile(50) / 1000;
  const within2Percent = (actualMs: number, trueMs: number): void => {
    expect(actualMs).toBeGreaterThan(trueMs * 0.98);
    expect(actualMs).toBeLessThan((trueMs + ownMs) * 1.02 + 2);
  };
  within2Percent(measured.getValueAtPercentile(95) / 1000, rank(950));
  within2Percent(measured.getValueAtPercentile(99) / 1000, rank(990));
  within2Percent(measured.getValueAtPercentile(99.9) / 1000, rank(999));
  within2Percent(measured.mean / 1000, truth.reduce((sum, ms) => sum + ms, 0) / truth.length);
  expect(record.lateAtEnd()).toBe(0);
});

test('a generator that is held up itself says so: late arrivals, and lag apart from the system’s time', async () => {
  const server = await serve(SCRIPTS.answers);
  const record = await runLoad({
    url: server.url,
    rate: 200,
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
