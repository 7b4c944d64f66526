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
    expect(describeFault({ type: 'kill', signal: 'SIGKILL' })).toBe('sends SIGKILL and keeps the process down');
  });
});
