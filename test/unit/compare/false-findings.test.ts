import { describe, expect, it } from 'vitest';
import { compareGroups } from '../../../src/compare/compare-groups.ts';
import { createRandom } from '../../../src/random/create-random.ts';
import { simulateRuns, STEADY } from '../../bench/compare/simulated-runs.ts';
import { falseFindings, trueFindings } from '../../bench/compare/trials.ts';

// The quick form of `npm run bench:compare`.
describe('comparisons of simulated runs', () => {
  it('show a difference that is not there in 6 of 100 pairs at most, whatever the measure', () => {
    expect(falseFindings(createRandom(1), 300, 5, STEADY)).toBeLessThanOrEqual(0.06);
  });

  it('find + 10 % in 90 of 100 pairs at the number of runs that they promise', () => {
    const pilot = compareGroups(simulateRuns(createRandom(1), 200, STEADY), simulateRuns(createRandom(2), 200, STEADY));
    const promised = pilot.find(({ metric }) => metric === 'p95')?.runsNeeded ?? 0;
    expect(promised).toBeGreaterThan(2);
    expect(trueFindings(createRandom(3), 200, promised, STEADY, 1.1, 'p95')).toBeGreaterThanOrEqual(0.9);
  });
});
