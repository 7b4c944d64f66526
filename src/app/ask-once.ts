import { EXIT, UserError } from '../errors/user-error.ts';
import type { Prober } from '../probes/prober.ts';
import { timeLimit } from '../units/time-limit.ts';

/**
 * Asks every probe once, before anything is timed. Throws a UserError (exit 6) for one that cannot be asked: nobody would know how the
 * system is. What the answers say is the baseline's business.
 */
export async function askOnce(probers: readonly Prober[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    probers.map(async (prober) => {
      const { name, timeoutMs } = prober.spec;
      const answer = await prober.ask(AbortSignal.any([signal, timeLimit(timeoutMs)]));
      signal.throwIfAborted();
      if (answer.kind === 'answered') return;
      throw new UserError(`the probe ${name} cannot be asked: ${answer.message}`, {
        exitCode: EXIT.unreachable,
        where: `probe ${name}`,
        try: 'try by hand what it asks, from this machine',
      });
    }),
  );
}
