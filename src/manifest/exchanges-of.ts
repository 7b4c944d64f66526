import type { ExchangeSpec, ScenarioSpec } from './load-spec.ts';

/** Every request of a scenario with what it should get, in the manifest's order. */
export function exchangesOf(scenario: ScenarioSpec): readonly ExchangeSpec[] {
  return scenario.kind === 'flow' ? scenario.steps : scenario.requests;
}
