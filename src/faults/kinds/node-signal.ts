import { z } from 'zod';
import type { NodeSignal } from '../fault-settings.ts';

/** Signals that end a process, by themselves or because it takes them so (SIGWINCH ends an Apache). SIGSTOP is the kind `pause`. */
const ENDING_SIGNALS = [
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGABRT',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGBUS',
  'SIGCHLD',
  'SIGFPE',
  'SIGILL',
  'SIGIO',
  'SIGIOT',
  'SIGPIPE',
  'SIGPOLL',
  'SIGPROF',
  'SIGPWR',
  'SIGSEGV',
  'SIGSTKFLT',
  'SIGSYS',
  'SIGTRAP',
  'SIGURG',
  'SIGVTALRM',
  'SIGWINCH',
  'SIGXCPU',
  'SIGXFSZ',
] as const satisfies readonly NodeSignal[];

/** The signal that ends the process; SIGKILL unless said otherwise, since that is how crashes and the OOM killer end one. */
export function endingSignal() {
  return z.enum(ENDING_SIGNALS).default('SIGKILL').describe('The signal sent. SIGKILL leaves the process no time to say goodbye.');
}
