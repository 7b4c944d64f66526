import type { ScenarioSpec } from '../manifest/load-spec.ts';

/** How long one arrival can be in flight, ms: every request up to its timeout, and the longest thoughts between. */
export function longestMs(scenario: ScenarioSpec): number {
  return longestResponseMs(scenario) + thinkingMs(scenario);
}

/** The longest response time that can be measured, ms: thinking does not count. */
export function longestResponseMs(scenario: ScenarioSpec): number {
  if (scenario.kind === 'flow') return scenario.steps.reduce((sum, { expect }) => sum + expect.timeoutMs, 0);
  return scenario.requests.reduce((most, { expect }) => Math.max(most, expect.timeoutMs), 0);
}

function thinkingMs(scenario: ScenarioSpec): number {
  return scenario.kind === 'flow' ? scenario.steps.reduce((sum, { think }) => sum + (think?.maxMs ?? 0), 0) : 0;
}
