import { EXIT, UserError } from '../errors/user-error.ts';
import type { DockerEngine } from './engine.ts';
import type { HelperImage } from './helper/helper-image.ts';
import type { AskedProcess } from './host-signal-script.ts';
import { hostSignalScript } from './host-signal-script.ts';
import { openShellLeash } from './leash/shell-leash.ts';

const TTL_MS = 120_000;
const CLOSE_LIMIT_MS = 5_000;

/** A container's first process as it was when it was looked at. */
export interface HostProcess {
  /** The container's full ID. */
  readonly container: string;
  /** On the engine's machine. */
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat there. */
  readonly startTime: string;
}

/** A helper that sees the processes of the engine's machine, and may signal them. */
export interface HostSignaller {
  /** Who the container's first process is. Throws where `pid` is not of that container. */
  identify(container: string, pid: number, signal: AbortSignal): Promise<HostProcess>;
  /** `sent`; `gone` where no such process is left. Throws, and sends nothing, where another process has the number now. */
  send(process: HostProcess, name: string, signal: AbortSignal): Promise<'sent' | 'gone'>;
  close(signal: AbortSignal): Promise<void>;
}

export interface HostSignallerParts {
  readonly image: HelperImage;
  readonly run: string;
  readonly fault: string;
  readonly nowMs: number;
}

/**
 * Signals from the host's side, so that the engine takes the death for the process's own: its API's kill marks a container as manually
 * stopped, and its restart policy is off from then on.
 */
export async function openHostSignaller(engine: DockerEngine, parts: HostSignallerParts, signal: AbortSignal): Promise<HostSignaller> {
  const shell = await openShellLeash(
    engine,
    { ...parts, role: 'helper', networkOf: null, hostProcesses: true, capability: 'KILL', ttlMs: TTL_MS },
    signal,
  );

  async function ask(process: AskedProcess, name: string | null, asking: AbortSignal): Promise<string> {
    const { out } = await shell.run(hostSignalScript(process, name), asking);
    const answer = out.trim();
    if (/^(?:gone|sent|is \d+)$/u.test(answer)) return answer;
    throw new UserError(`nothing was signalled: pid ${process.pid} is ${answer}`, {
      exitCode: EXIT.unreachable,
      where: `container ${process.container.slice(0, 12)}`,
    });
  }

  return {
    async identify(container, pid, asking) {
      const answer = await ask({ container, pid, startTime: null }, null, asking);
      const startTime = /^is (\d+)$/u.exec(answer)?.[1];
      if (startTime === undefined) throw new UserError(`container ${container.slice(0, 12)} does not run`, { exitCode: EXIT.unreachable });
      return { container, pid, startTime };
    },
    async send(process, name, sending) {
      return (await ask(process, name, sending)) === 'sent' ? 'sent' : 'gone';
    },
    close: (closing) => shell.leash.close(closing),
  };
}

/** One signal, by a helper for it alone. Throws where that process is gone, or another has its number now. */
export async function signalFromHost(
  engine: DockerEngine,
  parts: HostSignallerParts,
  victim: { readonly id: string; readonly pid: number; readonly name: string },
  signal: AbortSignal,
): Promise<void> {
  const signaller = await openHostSignaller(engine, parts, signal);
  try {
    const process = await signaller.identify(victim.id, victim.pid, signal);
    if ((await signaller.send(process, victim.name, signal)) === 'gone') throw new Error(`container ${victim.id.slice(0, 12)} is gone`);
  } finally {
    await signaller.close(AbortSignal.timeout(CLOSE_LIMIT_MS));
  }
}
