import { describe, expect, it } from 'vitest';
import { experimentOf, problemsOf, VALID } from './manifest-fixture.ts';

const set = (...flags: string[]) => experimentOf(VALID, { set: flags });

describe('--set', () => {
  it('replaces values by index, by name and by key', () => {
    expect(set('load.0.rate=5/s').load[0]).toMatchObject({ arrivals: { ratePerSecond: 5 } });
    expect(set('load.browse.rate=6/s').load[0]).toMatchObject({ arrivals: { ratePerSecond: 6 } });
    expect(set('faults.slow.with.latency=1s').faults[0]?.settings).toMatchObject({ latencyMs: 1000 });
    expect(set('slos.0=p99(response_time) < 700ms').slos[0]?.expression.limit.value).toBe(700);
  });

  it('adds values that the schema knows, whole blocks included, and reads them as YAML scalars', () => {
    expect(set('safety.allowPublicTargets=true', 'safety.maxTargets=2').safety).toMatchObject({ allowPublicTargets: true, maxTargets: 2 });
    expect(set('hypothesis=a: b').hypothesis).toBe('a: b');
  });

  it('reaches vars wherever they are used, and the last one wins', () => {
    const { stack } = set('vars.storefront=slow', 'vars.storefront=naive');
    expect(stack.kind === 'processes' && stack.processes[1]?.command).toEqual(['node', 'services/naive.js']);
  });

  it.each([
    ['vars.storefrnt=naive', '`vars` declares no `storefrnt` (did you mean `storefront`?)'],
    ['load.0.rte=5/s', '`load[0]` has no key `rte` (did you mean `rate`?)'],
    ['load.7.rate=5/s', '`load` has no entry 7 (`load` has one entry, counted from 0)'],
    ['probes.0.every=1s', '`probes` should be a list (`--set` changes what a list has: begin the list in the manifest)'],
    ['load.brows.rate=5/s', '`load` has no entry named `brows` (did you mean `browse`?)'],
    ['lod.0.rate=5/s', 'a manifest has no key `lod` (did you mean `load`?)'],
    ['load.0.rate=5', '`5` has no unit, and a rate needs one (`200/s`, `600/m`) (did you mean `5/s`?)'],
    ['hypothesis.x=1', 'there is nothing under `hypothesis`: it is a single value'],
    ['faults.slow.target=nobody', 'there is no target `nobody`'],
    ['a..b=1', '`a..b` is not a path'],
  ])('refuses %s and names the flag', (flag, problem) => {
    const problems = problemsOf(VALID, { set: [flag] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`--set ${flag} ${problem}`);
  });
});
