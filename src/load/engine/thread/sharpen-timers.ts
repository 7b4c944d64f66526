import { readlinkSync, writeFileSync } from 'node:fs';

/**
 * Linux may let a sleep end 50 µs late so that it can wake for several at once (prctl(2), PR_SET_TIMERSLACK); the calling thread's shall
 * not (proc(5), /proc/pid/timerslack_ns). Half of its oversleeping on the machines it was tried on. A thread may ask it of itself.
 */
export function sharpenTimers(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
    writeFileSync(`/proc/${thread}/timerslack_ns`, '1');
  } catch {
    // A sandbox without a /proc that can be written: its sleeps end a little later, and the pacer allows for that.
  }
}
