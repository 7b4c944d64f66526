import { describe, expect, it } from 'vitest';
import { describeFault } from '../../../src/faults/kinds/describe-fault.ts';
import { FAULT_KINDS, isFaultKindName } from '../../../src/faults/kinds/fault-kinds.ts';

describe('FAULT_KINDS', () => {
  it('names every kind by its own type', () => {
    for (const [name, kind] of Object.entries(FAULT_KINDS)) expect(kind.type).toBe(name);
    expect(isFaultKindName('latency')).toBe(true);
    expect(isFaultKindName('toString')).toBe(false);
  });

  it.each(['timeout', 'reset_peer', 'down', 'kill', 'pause', 'restart'] as const)('%s needs no settings', (type) => {
    const settings = FAULT_KINDS[type].schema.parse({});
    expect(settings.type).toBe(type);
    expect(describeFault(settings).length).toBeGreaterThan(10);
  });

  it('reads latency with its defaults', () => {
    expect(FAULT_KINDS.latency.schema.parse({ latency: '200ms' })).toEqual({
      type: 'latency',
      latencyMs: 200,
      jitterMs: 0,
      direction: 'response',
    });
  });

  it('kills with SIGKILL unless told otherwise, and takes no signal that would not end a process', () => {
    expect(FAULT_KINDS.kill.schema.parse({})).toEqual({ type: 'kill', signal: 'SIGKILL' });
    expect(FAULT_KINDS.restart.schema.parse({ signal: 'SIGTERM' })).toEqual({ type: 'restart', signal: 'SIGTERM' });
    expect(FAULT_KINDS.kill.schema.safeParse({ signal: 'SIGSTOP' }).success).toBe(false);
  });

  it.each([
    [{ latency: '0ms' }, 'more than zero'],
    [{ latency: '200' }, 'no unit'],
    [{ latency: 200 }, 'no unit'],
    [{}, 'expected a quantity'],
    [{ latency: '10ms', jitter: '20ms' }, 'no delay is negative'],
    [{ latency: '10ms', jiter: '20ms' }, 'jiter'],
  ])('refuses latency with %j', (input, message) => {
    const parsed = FAULT_KINDS.latency.schema.safeParse(input);
    expect(parsed.success ? 'accepted' : parsed.error.message).toContain(message);
  });

  it('says in words what a fault does', () => {
    expect(describeFault({ type: 'latency', latencyMs: 200, jitterMs: 50, direction: 'response' })).toBe(
      'adds 200ms ± 50ms to each round trip, on the way back',
    );
    expect(describeFault({ type: 'kill', signal: 'SIGKILL' })).toBe('sends SIGKILL and keeps it down');
  });
});

describe('the kinds of Toxiproxy’s other toxics', () => {
  it.each([
    ['bandwidth', { rate: '100kB/s' }, { type: 'bandwidth', bytesPerSecond: 100_000, direction: 'response' }],
    ['bandwidth', { rate: '1MB/s', direction: 'both' }, { type: 'bandwidth', bytesPerSecond: 1_000_000, direction: 'both' }],
    ['timeout', { clients: '10.0.0.0/8' }, { type: 'timeout', closeAfterMs: 0, clients: ['10.0.0.0/8'] }],
    ['slow_close', { delay: '2s' }, { type: 'slow_close', delayMs: 2_000 }],
    ['slicer', { size: '64B' }, { type: 'slicer', size: 64, variation: 0, delayMs: 1 }],
    ['limit_data', { bytes: '1kB', toxicity: '50%' }, { type: 'limit_data', bytes: 1_000, toxicity: 0.5 }],
    ['corrupt', { rate: '0.1%' }, { type: 'corrupt', rate: 0.001 }],
    ['blackhole', {}, { type: 'blackhole', handshake: true, closeAfterMs: 0 }],
    ['blackhole', { handshake: false }, { type: 'blackhole', handshake: false, closeAfterMs: 0 }],
    ['connect_delay', { delay: '1s', jitter: '200ms' }, { type: 'connect_delay', delayMs: 1_000, jitterMs: 200 }],
    ['timeout', { toxicity: '10%' }, { type: 'timeout', closeAfterMs: 0, toxicity: 0.1 }],
  ] as const)('%s reads %j', (type, input, settings) => {
    const parsed = FAULT_KINDS[type].schema.parse(input);
    expect(parsed).toEqual(settings);
    expect(describeFault(parsed)).not.toContain('undefined');
  });

  it.each([
    ['bandwidth', { rate: '100KiB/s' }, 'whole kB/s'],
    ['bandwidth', { rate: '100' }, 'no unit'],
    ['slicer', { size: '8B', variation: '8B' }, 'less than `size`'],
    ['connect_delay', { delay: '1s', jitter: '2s' }, 'no delay is negative'],
    ['blackhole', { handshake: false, closeAfter: '1s' }, 'no connection to close'],
    ['blackhole', { handshake: false, toxicity: '10%' }, 'meets every client'],
    ['limit_data', { bytes: '1kB', toxicity: '0%' }, 'more than zero'],
    ['latency', { latency: '1s', direction: 'both', toxicity: '50%' }, 'each way'],
    ['bandwidth', { rate: '1MB/s', direction: 'both', toxicity: '50%' }, 'each way'],
    ['timeout', { clients: 'mobile' }, 'an address or a network'],
    ['timeout', { clients: [] }, 'clients'],
    ['http', {}, 'nothing is asked for'],
    ['http', { match: { path: '/x' } }, 'nothing is asked for'],
    ['http', { answer: { status: 99 } }, 'status'],
    ['http', { delay: '1s', match: { path: 'orders' } }, '/orders/*'],
    ['http', { delay: '1s', match: { method: 'G E T' } }, 'a method such as'],
    ['http', { setHeaders: { 'A B': 'x' } }, 'header'],
    ['http', { setHeaders: { A: 'x\r\ny' } }, 'printable'],
  ] as const)('%s refuses %j', (type, input, message) => {
    const parsed = FAULT_KINDS[type].schema.safeParse(input);
    expect(parsed.success ? 'accepted' : parsed.error.message).toContain(message);
  });

  it('http reads what it does to which requests', () => {
    const parsed = FAULT_KINDS.http.schema.parse({
      match: { method: ['post', 'PUT'], path: '/orders/*', headers: { 'X-Client': 'mobile*' } },
      answer: { status: 503, body: 'no' },
      delay: '200ms',
      truncate: '1B',
      setHeaders: { 'Retry-After': '5' },
      removeHeaders: ['ETag'],
      toxicity: '10%',
    });
    expect(parsed).toEqual({
      type: 'http',
      match: { methods: ['POST', 'PUT'], path: '/orders/*', headers: { 'X-Client': 'mobile*' } },
      answer: { status: 503, body: 'no', contentType: null },
      delayMs: 200,
      truncateBytes: 1,
      setHeaders: { 'Retry-After': '5' },
      removeHeaders: ['ETag'],
      toxicity: 0.1,
    });
    expect(describeFault(parsed)).toBe(
      'answers 503 in the server’s place, delays the first byte of responses by 200ms, cuts bodies after 1B, sets Retry-After, removes ETag: POST, PUT on /orders/* with X-Client: mobile* (10% of requests)',
    );
  });

  it('says how many connections meet it', () => {
    expect(describeFault({ type: 'limit_data', bytes: 1_000, toxicity: 0.5 })).toBe(
      'closes each connection after 1kB of answers (50% of connections)',
    );
  });
});

describe('the kinds of faults on what containers may use', () => {
  it.each([
    ['cpu_throttle', { cpus: 0.1 }, { type: 'cpu_throttle', cpus: 0.1 }],
    ['cpu_burn', {}, { type: 'cpu_burn', workers: 1 }],
    ['memory_limit', { limit: '64MiB' }, { type: 'memory_limit', limitBytes: 67_108_864 }],
    ['memory_pressure', { amount: '1MiB' }, { type: 'memory_pressure', amount: { bytes: 1_048_576 } }],
    ['memory_pressure', { to: '90%' }, { type: 'memory_pressure', amount: { share: 0.9 } }],
    ['disk_fill', { path: '/data', leave: '0B' }, { type: 'disk_fill', path: '/data', until: { leftBytes: 0 }, atMostBytes: null }],
    [
      'disk_fill',
      { path: '/', to: '95%', atMost: '1kB' },
      { type: 'disk_fill', path: '/', until: { usedShare: 0.95 }, atMostBytes: 1_000 },
    ],
    ['pids_limit', { leave: 0 }, { type: 'pids_limit', most: { left: 0 } }],
    ['fd_limit', { limit: 16 }, { type: 'fd_limit', limit: 16 }],
  ] as const)('%s reads %j', (type, input, settings) => {
    const parsed = FAULT_KINDS[type].schema.parse(input);
    expect(parsed).toEqual(settings);
    expect(describeFault(parsed)).not.toContain('undefined');
  });

  it.each([
    ['cpu_throttle', {}, 'cpus'],
    ['cpu_throttle', { cpus: 0 }, '0.01'],
    ['cpu_throttle', { cpus: 1e9 }, '1024'],
    ['cpu_burn', { workers: 1_000 }, '64'],
    ['memory_limit', { limit: '1MiB' }, '6MiB'],
    ['memory_pressure', {}, 'one of `amount: 64MiB`'],
    ['memory_pressure', { amount: '1MiB', to: '90%' }, 'one of'],
    ['disk_fill', { path: '/data' }, 'one of `to: 95%`'],
    ['disk_fill', { path: 'data', leave: '0B' }, 'absolute path'],
    ['disk_fill', { path: '/data/../etc', leave: '0B' }, 'absolute path'],
    ['disk_fill', { path: '/data', to: '101%' }, 'more than 100%'],
    ['pids_limit', { limit: 0 }, 'limit'],
    ['pids_limit', { limit: 5, leave: 0 }, 'one of'],
    ['fd_limit', { limit: -1 }, 'limit'],
  ] as const)('%s refuses %j', (type, input, message) => {
    const parsed = FAULT_KINDS[type].schema.safeParse(input);
    expect(parsed.success ? 'accepted' : parsed.error.message).toContain(message);
  });
});
