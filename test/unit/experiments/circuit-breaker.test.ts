import { describe, expect, it } from 'vitest';
import { CircuitBreaker, CircuitOpenError } from '../../../experiments/quickstart/services/circuit-breaker.js';

const down = (): Promise<never> => Promise.reject(new Error('down'));
const up = (): Promise<string> => Promise.resolve('up');

function breakerWithClock() {
  const clock = { nowMs: 0 };
  const states: string[] = [];
  const onChange = (state: string): number => states.push(state);
  return { clock, states, breaker: new CircuitBreaker({ failuresToOpen: 3, retryAfterMs: 500, nowMs: () => clock.nowMs, onChange }) };
}

async function fail(breaker: CircuitBreaker, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await expect(breaker.call(down)).rejects.toThrow('down');
}

describe('CircuitBreaker', () => {
  it('passes results and errors through while it is closed', async () => {
    const { breaker } = breakerWithClock();
    await expect(breaker.call(up)).resolves.toBe('up');
    await fail(breaker, 2);
    expect(breaker.state).toBe('closed');
  });

  it('opens after so many failures in a row, and then does not ask', async () => {
    const { breaker } = breakerWithClock();
    await fail(breaker, 3);
    let asked = false;
    const ask = async (): Promise<void> => {
      asked = true;
    };
    await expect(breaker.call(ask)).rejects.toThrow(CircuitOpenError);
    expect(asked).toBe(false);
  });

  it('counts failures in a row, not failures', async () => {
    const { breaker } = breakerWithClock();
    await fail(breaker, 2);
    await breaker.call(up);
    await fail(breaker, 2);
    expect(breaker.state).toBe('closed');
  });

  it('tries one call, and one only, when the wait is over, and closes when it succeeds', async () => {
    const { breaker, clock, states } = breakerWithClock();
    await fail(breaker, 3);
    clock.nowMs = 500;
    const trial = breaker.call(up);
    await expect(breaker.call(up)).rejects.toThrow(CircuitOpenError);
    await expect(trial).resolves.toBe('up');
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('waits anew when the trial fails', async () => {
    const { breaker, clock } = breakerWithClock();
    await fail(breaker, 3);
    clock.nowMs = 500;
    await fail(breaker, 1);
    clock.nowMs = 999;
    await expect(breaker.call(up)).rejects.toThrow(CircuitOpenError);
    clock.nowMs = 1000;
    await expect(breaker.call(up)).resolves.toBe('up');
  });

  it('stays open when a call from before it opened comes home', async () => {
    const { breaker } = breakerWithClock();
    let comeHome: (result: string) => void = () => {};
    const slow = breaker.call(() => new Promise<string>((resolve) => (comeHome = resolve)));
    await fail(breaker, 3);
    comeHome('late');
    await expect(slow).resolves.toBe('late');
    expect(breaker.state).toBe('open');
  });
});
