import { describe, expect, it } from 'vitest';
import { parseHostPolicy } from '../../../src/manifest/policy/host-policy.ts';
import { narrowSafety } from '../../../src/manifest/policy/narrow-safety.ts';
import { planOf } from '../plan/plan-fixture.ts';

const policy = (text: string, file = '/etc/shakedown/policy.yaml') => parseHostPolicy(text, file);
const { experiment } = planOf();

describe('a host policy', () => {
  it('that is empty takes nothing away', () => {
    expect(narrowSafety(experiment, [policy('')])).toEqual(experiment);
  });

  it('takes away and never gives, whichever comes first', () => {
    const wide = policy('maxTargets: 50\nmaxDuration: 10h\nallowPublicTargets: true\nprotect: []');
    const narrow = policy('maxDuration: 2m\nprotect: [db]\nengines: [ "unix:///var/run/docker.sock" ]', '/home/me/policy.yaml');
    expect(narrowSafety(experiment, [wide]).safety).toEqual(experiment.safety);
    for (const both of [
      [wide, narrow],
      [narrow, wide],
    ]) {
      const { safety } = narrowSafety(experiment, both);
      expect(safety).toEqual({
        ...experiment.safety,
        maxDurationMs: 120_000,
        protect: [...experiment.safety.protect, 'db'],
        protectedByPolicy: ['db'],
        engines: [{ file: '/home/me/policy.yaml', names: ['unix:///var/run/docker.sock'] }],
      });
    }
    const { safety } = narrowSafety(experiment, [policy('engines: [a, b]'), policy('engines: [b]')]);
    expect(safety.engines).toHaveLength(2);
  });

  it.each([
    [{ maxTargets: 3 }, 'maxTargets: 2', /`safety.maxTargets` is 3, and the policy of this machine allows 2/u],
    [{ allowPublicTargets: true }, 'allowPublicTargets: false', /allows no public targets/u],
    [{ allowHostDisk: true }, 'allowHostDisk: false', /allows no filling of its own disk/u],
    [
      { watchdog: 'off' as const },
      'requireWatchdog: true',
      /`safety.watchdog` is `off`, and the policy of this machine allows no run without one/u,
    ],
    [{}, 'maxDuration: 10s', /the phases take .* allows 10s/u],
  ])('refuses %j under `%s`', (asked, text, message) => {
    const wants = { ...experiment, safety: { ...experiment.safety, ...asked } };
    expect(() => narrowSafety(wants, [policy(text)])).toThrow(message);
  });

  it('that asks for no watchdog leaves the choice to manifests, and to other policies', () => {
    const without = { ...experiment, safety: { ...experiment.safety, watchdog: 'off' as const } };
    expect(narrowSafety(without, [policy('requireWatchdog: false'), policy('')]).safety.watchdog).toBe('off');
    expect(() => narrowSafety(without, [policy('requireWatchdog: true'), policy('requireWatchdog: false')])).toThrow(/no run without one/u);
    expect(narrowSafety(experiment, [policy('requireWatchdog: true')])).toEqual(experiment);
  });

  it('refuses probes that run programs where it allows no commands', () => {
    const probe = {
      kind: 'command' as const,
      name: 'count',
      everyMs: 1_000,
      timeoutMs: 500,
      position: { line: 1, column: 1 },
      command: ['true'],
      cwd: '/',
      expect: { exit: 0, contains: null, value: null },
    };
    expect(() => narrowSafety({ ...experiment, probes: [probe] }, [policy('allowCommands: false')])).toThrow(
      /probe `count` runs a program/u,
    );
  });

  it.each([
    'maxTargets: 0',
    'maxTargets: two',
    'maxDuration: 10',
    'protect: db',
    'allowCommand: false',
    '- a list',
    'a: [',
    'allowCommands: "no"',
    'requireWatchdog: on',
  ])('is no permission where it cannot be understood: %s', (text) => {
    expect(() => policy(text)).toThrow(/policy of this machine cannot be used/u);
  });
});
