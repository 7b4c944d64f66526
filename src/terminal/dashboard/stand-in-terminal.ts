import { writeSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from './terminal.ts';
import type { TerminalSize } from './thread-messages.ts';
import type { WriteGate } from './write-gate.ts';

const RETRY_MS = 5;

/**
 * What Ink takes for the terminal in a thread, whose own streams lead to the main thread: it writes to the terminal itself, waiting for as
 * long as that takes, and is told the terminal's size and its keys.
 */
export interface StandInTerminal extends Terminal {
  resize(size: TerminalSize): void;
  press(text: string): void;
}

/**
 * @param fd of the terminal
 * @param spell what Ink writes, as the terminal is to get it
 */
export function standInTerminal(fd: number, size: TerminalSize, gate: WriteGate, spell: (text: string) => string): StandInTerminal {
  const stdout = Object.assign(
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        gate.pass(() => writeWhole(fd, spell(text), gate));
        done();
      },
    }),
    { ...size, isTTY: true, fd },
  );
  // What came apart is read apart, however late that is: several letters at once may be text; `splitKeys` decides.
  const stdin = Object.assign(new PassThrough({ objectMode: true }), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  });
  return {
    // Ink's types ask for more of a terminal than it uses.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    ...({ stdout, stdin } as unknown as Terminal),
    resize(to) {
      Object.assign(stdout, to);
      stdout.emit('resize');
    },
    press: (text) => void stdin.write(text),
  };
}

/** A terminal that is gone takes nothing, which nobody need hear of from here. */
function writeWhole(fd: number, text: string, gate: WriteGate): void {
  for (let rest = Buffer.from(text); rest.length > 0 && !gate.isShut;) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
