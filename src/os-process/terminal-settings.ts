import { spawn } from 'node:child_process';

/** The settings of the terminal on standard input, as `stty -g` prints them and takes them back; `null` where there is none. */
export function terminalSettings(): Promise<string | null> {
  return new Promise((resolve) => {
    const asking = spawn('stty', ['-g'], { stdio: ['inherit', 'pipe', 'ignore'] });
    let text = '';
    asking.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    asking.on('error', () => resolve(null));
    asking.on('close', (code) => resolve(code === 0 && /^[\da-z:=;]+$/iu.test(text.trim()) ? text.trim() : null));
  });
}
