import { describe, expect, it } from 'vitest';
import { parseFigures } from '../../../../src/docker/container-figures.ts';
import type { ContainerFigures } from '../../../../src/docker/container-figures.ts';
import { movedFigure } from '../../../../src/faults/drivers/docker/held/moved-figure.ts';
import { planPressure } from '../../../../src/faults/drivers/docker/held/pressure-plan.ts';
import { planLimit } from '../../../../src/faults/drivers/docker/limits/limit-plan.ts';
import { limitBites, limitIsBack } from '../../../../src/faults/drivers/docker/limits/limit-proof.ts';

const MIB = 2 ** 20;
const MACHINE = { cpus: 4, memoryBytes: 8_192 * MIB };
const NONE = { nanoCpus: 0, cpuQuota: 0, cpuPeriod: 0, memory: 0, memorySwap: 0, memoryReservation: 0, pids: 0 };
const FIGURES: ContainerFigures = {
  cpuCores: 0.1,
  throttledPeriods: 5,
  periods: { all: 10, throttled: 9 },
  memoryBytes: 80 * MIB,
  memoryDiskBytes: 70 * MIB,
  memoryLimitBytes: 256 * MIB,
  pids: 7,
  pidsLimit: 20,
};

describe('a limit', () => {
  it('of CPU is a quota where there was none, and goes back to none', () => {
    const plan = planLimit({ type: 'cpu_throttle', cpus: 0.1 }, NONE, FIGURES, MACHINE);
    expect(plan).toMatchObject({ set: { CpuQuota: 10_000 }, back: { CpuQuota: -1 } });
  });

  it('of CPU is told in the way in which the container has one: engines refuse to mix them', () => {
    const nano = planLimit({ type: 'cpu_throttle', cpus: 0.25 }, { ...NONE, nanoCpus: 1e9 }, FIGURES, MACHINE);
    expect(nano).toMatchObject({ set: { NanoCpus: 250_000_000 }, back: { NanoCpus: 1e9 } });
    const quota = planLimit({ type: 'cpu_throttle', cpus: 0.25 }, { ...NONE, cpuQuota: 50_000, cpuPeriod: 50_000 }, FIGURES, MACHINE);
    expect(quota).toMatchObject({ set: { CpuQuota: 12_500 }, back: { CpuQuota: 50_000 } });
  });

  it('of memory takes swap along, and gives back what was: all of the machine’s where there was no limit', () => {
    const limited = planLimit(
      { type: 'memory_limit', limitBytes: 128 * MIB },
      { ...NONE, memory: 256 * MIB, memorySwap: 512 * MIB },
      FIGURES,
      MACHINE,
    );
    expect(limited).toMatchObject({
      set: { Memory: 128 * MIB, MemorySwap: 128 * MIB },
      back: { Memory: 256 * MIB, MemorySwap: 512 * MIB },
    });
    const free = planLimit({ type: 'memory_limit', limitBytes: 128 * MIB }, NONE, FIGURES, MACHINE);
    expect(free).toMatchObject({ back: { Memory: MACHINE.memoryBytes, MemorySwap: 2 * MACHINE.memoryBytes } });
  });

  it('of processes counts from what there is where it says how many more', () => {
    expect(planLimit({ type: 'pids_limit', most: { left: 2 } }, NONE, FIGURES, MACHINE)).toMatchObject({
      set: { PidsLimit: 9 },
      back: { PidsLimit: -1 },
    });
  });

  it.each([
    [{ type: 'memory_limit', limitBytes: 64 * MIB }, NONE, ['80MiB', '64MiB']],
    [{ type: 'memory_limit', limitBytes: 512 * MIB }, { ...NONE, memory: 256 * MIB }, ['256MiB', '512MiB']],
    [{ type: 'memory_limit', limitBytes: 128 * MIB }, { ...NONE, memoryReservation: 200 * MIB }, ['200MiB', '128MiB']],
    [{ type: 'cpu_throttle', cpus: 4 }, NONE, ['4 cores', 'use 4']],
    [{ type: 'cpu_throttle', cpus: 1 }, { ...NONE, nanoCpus: 5e8 }, ['0.5 cores', 'use 1']],
    [{ type: 'cpu_throttle', cpus: 0.01 }, { ...NONE, cpuPeriod: 10_000, cpuQuota: 10_000 }, ['100 µs', '1000']],
    [{ type: 'pids_limit', most: { limit: 50 } }, { ...NONE, pids: 50 }, ['50 processes', 'have 50']],
  ] as const)('that would change nothing, or lies below what is in use, is refused with both numbers: %j', (settings, present, words) => {
    const plan = planLimit(settings, present, FIGURES, MACHINE);
    for (const word of words) expect('refused' in plan ? plan.refused : 'accepted').toContain(word);
  });
});

describe('the proof of a limit', () => {
  const look = { name: 'w', figures: FIGURES, throttledBefore: 3 };

  it('of CPU is a period throttled since the fault began, and no more CPU used than the quota gives', () => {
    const settings = { type: 'cpu_throttle', cpus: 0.1 } as const;
    expect(limitBites(settings, {}, look)).toMatchObject({ holds: true, value: 0.1 });
    expect(limitBites(settings, {}, { ...look, throttledBefore: 5 })).toMatchObject({ holds: false });
    expect(limitBites(settings, {}, { ...look, figures: { ...FIGURES, cpuCores: 0.9 } })).toMatchObject({ holds: false });
    expect(limitIsBack(settings, { CpuQuota: -1 }, look)).toMatchObject({ holds: false });
    expect(limitIsBack(settings, { CpuQuota: 50_000 }, look)).toMatchObject({ holds: true });
  });

  it('counts from 0 for a container that was started anew', () => {
    expect(limitBites({ type: 'cpu_throttle', cpus: 0.1 }, {}, { ...look, throttledBefore: 900 })).toMatchObject({ holds: true });
  });

  it('of memory and processes is what the cgroup says', () => {
    expect(limitBites({ type: 'memory_limit', limitBytes: 256 * MIB }, { Memory: 256 * MIB }, look)).toMatchObject({ holds: true });
    expect(limitBites({ type: 'memory_limit', limitBytes: 64 * MIB }, { Memory: 64 * MIB }, look)).toMatchObject({ holds: false });
    expect(limitBites({ type: 'pids_limit', most: { left: 0 } }, { PidsLimit: 20 }, look)).toMatchObject({ holds: true });
    expect(limitIsBack({ type: 'pids_limit', most: { left: 0 } }, { PidsLimit: -1 }, look)).toMatchObject({ holds: false });
  });
});

describe('memory pressure', () => {
  const machine = `MemTotal: ${8_192 * 1024} kB\nMemAvailable: ${4_096 * 1024} kB\n`;
  const inUse = { heldBytes: 100 * MIB, limitBytes: 256 * MIB };

  it('is so many bytes, or as many as take it to a share of its limit', () => {
    expect(planPressure({ type: 'memory_pressure', amount: { bytes: 64 * MIB } }, inUse, machine)).toEqual({ bytes: 64 * MIB });
    expect(planPressure({ type: 'memory_pressure', amount: { share: 0.9 } }, inUse, machine)).toEqual({ bytes: 130 * MIB });
  });

  it.each([
    [{ bytes: 200 * MIB }, inUse, 'beyond that'],
    [{ share: 0.3 }, inUse, 'less than 1MiB more'],
    [{ share: 0.9 }, { heldBytes: 1, limitBytes: null }, 'no memory limit'],
    [{ bytes: 4_000 * MIB }, { heldBytes: 1, limitBytes: null }, '512MiB stay so'],
  ])('is refused where it would do harm beyond the container, or nothing: %j', (amount, held, why) => {
    const plan = planPressure({ type: 'memory_pressure', amount }, held, machine);
    expect('refused' in plan ? plan.refused : 'accepted').toContain(why);
  });
});

describe('a figure that a fault moves', () => {
  it('bites when it got where it was to get, within its grain', () => {
    const free = movedFigure(100, { amount: 50, grows: false, slack: 1 });
    expect(free.bites(100, true, '')).toMatchObject({ holds: false });
    expect(free.bites(52, true, '')).toMatchObject({ holds: false, value: 48 });
    expect(free.bites(51, true, '')).toMatchObject({ holds: true, value: 49 });
  });

  it('goes on to bite while its helper stands, whatever the target gives back of its own, and no longer', () => {
    const free = movedFigure(100, { amount: 50, grows: false, slack: 1 });
    free.bites(50, true, '');
    expect(free.bites(70, true, '')).toMatchObject({ holds: true });
    expect(free.bites(50, false, '')).toMatchObject({ holds: false });
  });

  it('is back when all is, or all but what the target itself took', () => {
    const used = movedFigure(100, { amount: 50, grows: true, slack: 1 });
    used.bites(190, true, '');
    expect(used.isBack(141, 'used')).toMatchObject({ holds: true, words: 'used' });
    expect(used.isBack(160, 'used')).toMatchObject({ holds: true, words: 'used: the rest the container took meanwhile' });
    expect(used.isBack(180, '')).toMatchObject({ holds: false });
    expect(movedFigure(100, { amount: 50, grows: true, slack: 1 }).isBack(103, '')).toMatchObject({ holds: false });
  });
});

describe('a container’s figures', () => {
  it('are read from what engines say of either version of cgroups', () => {
    const common = {
      cpu_stats: {
        cpu_usage: { total_usage: 3e8 },
        system_cpu_usage: 2e9,
        online_cpus: 2,
        throttling_data: { periods: 20, throttled_periods: 9 },
      },
      precpu_stats: { cpu_usage: { total_usage: 1e8 }, system_cpu_usage: 1e9, throttling_data: { periods: 10, throttled_periods: 4 } },
    };
    const v1 = {
      ...common,
      pids_stats: { current: 3 },
      memory_stats: {
        usage: 100,
        limit: 500,
        stats: { inactive_file: 1, total_inactive_file: 40, total_active_anon: 20, total_inactive_anon: 30 },
      },
    };
    expect(parseFigures(v1)).toEqual({
      cpuCores: 0.4,
      throttledPeriods: 9,
      periods: { all: 10, throttled: 5 },
      memoryBytes: 60,
      memoryDiskBytes: 50,
      memoryLimitBytes: 500,
      pids: 3,
      pidsLimit: null,
    });
    const v2 = {
      ...common,
      pids_stats: { current: 3, limit: 2 ** 64 },
      memory_stats: { usage: 100, limit: 500, stats: { inactive_file: 40, active_anon: 20, inactive_anon: 30, shmem: 7 } },
    };
    expect(parseFigures(v2)).toMatchObject({ memoryBytes: 60, memoryDiskBytes: 7, pidsLimit: null });
    expect(parseFigures({ ...v2, pids_stats: { current: 3, limit: 20 } })).toMatchObject({ pidsLimit: 20 });
  });
});
