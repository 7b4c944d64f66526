import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Leaves the alternate screen, has pasted text marked no more, shows the cursor, ends colours. */
const RESTORE = String.raw`\033[?1049l\033[?2004l\033[?25h\033[0m`;

/**
 * Waits for a word, or for the end of its input without one. Then echo and line editing come back, too, which a dashboard turns off. The
 * terminal may be gone as well: nobody hears of that.
 */
const SCRIPT = `trap '' INT TERM HUP
read -r word && exit
printf '${RESTORE}' > "$1"
stty "$2" < "$1"`;

/** Somebody who gives a terminal back when we die. */
export interface KeptTerminal {
  /** It is given back already. Idempotent. */
  release(): void;
}

/**
 * Starts a shell that gives a terminal back if this process dies, SIGKILL included: in a session of its own, so that neither the terminal's
 * end nor a signal to our group reaches it, and at the other end of a pipe, which the kernel closes for us however we die. A shell, since it
 * is there in milliseconds, before the screen is taken, and costs nothing while it waits. Never throws: without a shell there is nobody.
 *
 * @param path the terminal's device
 * @param settings as `terminalSettings` read them; without them those of a sane terminal
 */
export function keepTerminal(path: string, settings: string | null): KeptTerminal {
  const child = spawn('sh', ['-c', SCRIPT, 'sh', path, settings ?? 'sane'], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const { stdin } = child;
  child.on('error', () => undefined);
  stdin.on('error', () => undefined);
  // It must not keep alive who it waits for.
  child.unref();
  if (stdin instanceof Socket) stdin.unref();
  function release(): void {
    process.off('exit', release);
    if (!stdin.writableEnded) stdin.end('done\n');
  }
  // An exit of our own gives it back itself; what is written to a pipe here is written at once.
  process.once('exit', release);
  return { release };
}
