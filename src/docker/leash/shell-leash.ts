import type { DockerEngine } from '../engine.ts';
import { openLeash } from './open-leash.ts';
import type { Leash, LeashSpec } from './open-leash.ts';

/** A shell on a leash: an observer in a container's network namespace, or on the engine's machine. */
export interface ShellLeash {
  readonly leash: Leash;
  /** What the script printed, errors among it, and how it ended. */
  run(script: string, signal: AbortSignal): Promise<{ readonly out: string; readonly status: number }>;
}

export async function openShellLeash(
  engine: DockerEngine,
  spec: Omit<LeashSpec, 'command' | 'after'>,
  signal: AbortSignal,
): Promise<ShellLeash> {
  const leash = await openLeash(engine, { ...spec, command: 'sh' }, signal);
  let count = 0;
  return {
    leash,
    async run(script, running) {
      count += 1;
      const end = `@@end-${count}`;
      // In a subshell, so that an `exit` of the script's ends the script alone; without our stdin, which is the conversation itself.
      const input = `( ${script}\n) </dev/null; echo "${end} $?"\n`;
      const done = new RegExp(`^${end} (\\d+)$`, 'mu');
      const said = await leash.talk.ask(input, (answer) => done.test(answer), running);
      return { out: said.replace(done, '').trimEnd(), status: Number(done.exec(said)?.[1]) };
    },
  };
}
