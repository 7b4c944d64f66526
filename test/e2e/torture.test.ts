import { expect, it } from 'vitest';
import { KINDS } from '../torture/kinds.ts';
import type { TorturedKind } from '../torture/kinds.ts';
import { findMeans } from '../torture/means.ts';
import { renderTable } from '../torture/render-table.ts';
import type { TrialResult } from '../torture/run-trial.ts';
import { drawTrials, torture } from '../torture/torture.ts';
import type { Strike, Trial } from '../torture/trial.ts';
import { hasTestEngine } from '../setup/docker/find-engine.ts';

const NO_ENGINE = new Set(['engine', 'clock'] as const);
const isMissing = !hasTestEngine();

function kind(name: string): TorturedKind {
  const found = KINDS.find((one) => one.stack === 'containers' && one.name === name);
  if (found === undefined) throw new Error(`no kind ${name} is tortured`);
  return found;
}

const onContainers = (name: string, strike: Strike): Omit<Trial, 'number'> => ({
  faults: [kind(name)],
  stack: 'containers',
  ownStack: false,
  externalProxy: false,
  strike,
  moment: { after: 'fault-proven', ms: 100 },
});

/** The short form of `npm run torture`: on processes, which every machine has. */
it('struck at random moments, a run leaves nothing that recover does not find', { timeout: 240_000 }, async () => {
  const { means } = await findMeans(NO_ENGINE);
  const results = await struck(drawTrials({ runs: 5, seed: 11, from: 0 }, means));
  expect(bad(results), renderTable(results)).toEqual([]);
  expect(results.some(({ healed }) => healed === 'by itself')).toBe(true);
});

/** One of each way in which containers are healed: by the leash, by the watchdog, by the run itself. */
it.skipIf(isMissing)('struck while its fault on containers stands, a run leaves nothing', { timeout: 400_000 }, async () => {
  const fixed = [
    onContainers('isolate', { kind: 'signal', signal: 'SIGKILL', to: 'cli' }),
    onContainers('stop', { kind: 'signal', signal: 'SIGKILL', to: 'group' }),
    onContainers('latency', { kind: 'cut-engine', forMs: 300 }),
    onContainers('pause', { kind: 'disk-full', thenKill: true }),
  ];
  const results = await struck(fixed.map((trial, number) => ({ ...trial, number })));
  expect(bad(results), renderTable(results)).toEqual([]);
  expect(results.map(({ stood }) => stood)).toEqual([true, true, true, true]);
});

async function struck(trials: readonly Trial[]): Promise<readonly TrialResult[]> {
  const { means } = await findMeans(NO_ENGINE);
  return torture({ trials, means: { ...means, engine: trials.some(({ stack }) => stack === 'containers') }, onResult: () => undefined });
}

function bad(results: readonly TrialResult[]): readonly unknown[] {
  const wrong = results.filter(({ healed }) => healed === 'left' || healed === 'late');
  return wrong.map(({ trial, healed, differences }) => [trial.number, healed, ...differences]);
}
