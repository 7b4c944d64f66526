import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../src/docker/parse-event.ts';
import { parseStats } from '../../../src/docker/parse-stats.ts';
import { untouchable } from '../../../src/docker/untouchable.ts';

const MACHINE = 16 * 2 ** 30;
const OF = { container: 'shop-api-1', service: 'api' };

/** As an engine sends it; half of the machine's CPU time of a second on two cores. */
const SAMPLE = {
  cpu_stats: { cpu_usage: { total_usage: 3e9 }, system_cpu_usage: 12e9, online_cpus: 2 },
  precpu_stats: { cpu_usage: { total_usage: 2e9 }, system_cpu_usage: 10e9 },
  memory_stats: { usage: 500, limit: 1_000, stats: { total_inactive_file: 100 } },
  networks: { eth0: { rx_bytes: 10, tx_bytes: 20 }, eth1: { rx_bytes: 1, tx_bytes: 2 } },
};

describe('a sample of an engine’s stats', () => {
  it('is CPU in cores, memory without what can be given back, and bytes of all networks', () => {
    const measured = { ...OF, cpuCores: 1, memoryBytes: 400, memoryLimitBytes: 1_000, receivedBytes: 11, sentBytes: 22 };
    expect(parseStats(JSON.stringify(SAMPLE), OF, MACHINE)).toEqual(measured);
  });

  it('is read the same under cgroup v2', () => {
    const v2 = { ...SAMPLE, memory_stats: { usage: 500, limit: 1_000, stats: { inactive_file: 50 } } };
    expect(parseStats(JSON.stringify(v2), OF, MACHINE)?.memoryBytes).toBe(450);
  });

  it('is none where nothing was measured before it, or the container does not run', () => {
    expect(parseStats(JSON.stringify({ ...SAMPLE, precpu_stats: { cpu_usage: { total_usage: 0 } } }), OF, MACHINE)).toBeNull();
    expect(parseStats(JSON.stringify({ ...SAMPLE, memory_stats: {} }), OF, MACHINE)).toBeNull();
    expect(parseStats('{"cut', OF, MACHINE)).toBeNull();
  });

  it('has no limit where the engine says the largest number there is, or all that its machine has', () => {
    const whole = { ...SAMPLE, memory_stats: { usage: 500, limit: MACHINE } };
    expect(parseStats(JSON.stringify(whole), OF, MACHINE)).toMatchObject({ memoryLimitBytes: null });
    const free = { ...SAMPLE, memory_stats: { usage: 500, limit: 9_223_372_036_854_771_712 } };
    expect(parseStats(JSON.stringify(free), OF, MACHINE)).toMatchObject({ memoryLimitBytes: null, memoryBytes: 500 });
  });
});

const event = (Action: string, attributes: Record<string, string> = {}): string => {
  const Attributes = {
    name: 'shop-api-2',
    'com.docker.compose.service': 'api',
    'com.docker.compose.container-number': '2',
    ...attributes,
  };
  return JSON.stringify({ Type: 'container', Action, Actor: { ID: 'f00', Attributes }, time: 10, timeNano: 10_000_000_001 });
};

describe('an engine’s event', () => {
  it.each([
    ['die', { exitCode: '137' }, { change: 'died', exitCode: 137 }],
    ['oom', {}, { change: 'oom-killed', exitCode: null }],
    ['health_status: unhealthy', {}, { change: 'health-changed', health: 'unhealthy' }],
    ['destroy', {}, { change: 'removed' }],
    ['start', {}, { change: 'started' }],
  ])('%s is news of the container', (action, attributes, news) => {
    expect(parseEvent(event(action, attributes))?.news).toMatchObject({ container: 'shop-api-2', service: 'api', replica: 2, ...news });
  });

  it('is no news where a command ran in it, it was a one-off, or the line is cut', () => {
    expect(parseEvent(event('exec_start: wget'))).toMatchObject({ second: 10, news: null });
    expect(parseEvent(event('start', { 'com.docker.compose.oneoff': 'True' }))?.news).toBeNull();
    expect(parseEvent('{"Act')).toBeNull();
  });
});

describe('a container is not touched', () => {
  it.each([
    [{ NetworkMode: 'host' }, [], /network of the engine’s machine/u],
    [{ PidMode: 'container:f00' }, [], /processes of another container/u],
    [{ CapAdd: ['SYS_ADMIN'] }, [], /capability SYS_ADMIN/u],
    [{}, ['/'], /holds \/ of the engine’s machine/u],
    [{ PidMode: 'host' }, [], /processes of the engine’s machine/u],
    [{ Privileged: true }, [], /privileged/u],
    [{}, ['/var/run/docker.sock'], /engine’s socket/u],
  ])('where its settings are %j with mounts %j', (hostConfig, sources, words) => {
    const mounts = sources.map((Source) => ({ Type: 'bind' as const, Source, Destination: '/s', Mode: '', RW: true, Propagation: '' }));
    expect(untouchable({ HostConfig: hostConfig, Mounts: mounts })).toMatch(words);
  });

  it('and any other is', () => {
    expect(untouchable({ HostConfig: { NetworkMode: 'shop_default' }, Mounts: [] })).toBeNull();
    expect(untouchable({ HostConfig: { NetworkMode: 'container:f00' }, Mounts: [] })).toBeNull();
    const volume = {
      Type: 'volume' as const,
      Source: '/var/lib/docker/volumes/a/_data',
      Destination: '/s',
      Mode: '',
      RW: true,
      Propagation: '',
    };
    expect(untouchable({ HostConfig: {}, Mounts: [volume] })).toBeNull();
  });
});
