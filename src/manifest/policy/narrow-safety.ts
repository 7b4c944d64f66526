import { EXIT, UserError } from '../../errors/user-error.ts';
import { formatDuration } from '../../units/duration.ts';
import type { Experiment } from '../experiment.ts';
import type { HostPolicy } from './host-policy.ts';

/** The experiment within what every policy allows: each can take away, and none can give. Throws a UserError (exit 2) for one that asks for more. */
export function narrowSafety(experiment: Experiment, policies: readonly HostPolicy[]): Experiment {
  return policies.reduce(narrow, experiment);
}

function narrow(experiment: Experiment, policy: HostPolicy): Experiment {
  const { safety, probes, phases } = experiment;
  const { file, maxTargets, maxDurationMs, engines } = policy;
  const refuse = (asked: string, allowed: string, advice: string): never => {
    throw new UserError(`${asked}, and the policy of this machine allows ${allowed}`, { exitCode: EXIT.usage, where: file, try: advice });
  };
  if (safety.maxTargets > maxTargets) refuse(`\`safety.maxTargets\` is ${safety.maxTargets}`, `${maxTargets}`, 'lower it');
  const takesMs = phases.warmupMs + phases.baselineMs + phases.faultMs + phases.recoveryMs;
  if (takesMs > maxDurationMs) refuse(`the phases take ${formatDuration(takesMs)} together`, formatDuration(maxDurationMs), 'shorten them');
  if (safety.allowPublicTargets && !policy.allowPublicTargets)
    refuse('`allowPublicTargets` is asked for', 'no public targets', 'take it out: addresses must be loopback or private here');
  if ('allowHostDisk' in safety && safety.allowHostDisk === true && !policy.allowHostDisk)
    refuse(
      '`safety.allowHostDisk` is asked for',
      'no filling of its own disk',
      'take it out, or fill a filesystem that is the target’s alone',
    );
  if (safety.watchdog === 'off' && policy.requireWatchdog)
    refuse('`safety.watchdog` is `off`', 'no run without one', 'take it out: a run that is killed must be undone in its place here');
  const program = probes.find(({ kind }) => kind === 'command');
  if (program !== undefined && !policy.allowCommands)
    refuse(`probe \`${program.name}\` runs a program`, 'no commands', 'ask by HTTP or TCP instead');
  return {
    ...experiment,
    safety: {
      ...safety,
      maxDurationMs: Math.min(safety.maxDurationMs, maxDurationMs),
      protect: [...new Set([...safety.protect, ...policy.protect])],
      ...(policy.protect.length === 0 ? {} : { protectedByPolicy: [...(safety.protectedByPolicy ?? []), ...policy.protect] }),
      ...(engines === null ? {} : { engines: [...(safety.engines ?? []), { file, names: engines }] }),
    },
  };
}
