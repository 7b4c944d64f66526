import { guardEngine } from './guard-engine.ts';

// The run may be dead before it could hear that we watch.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
const [run = '', engine = ''] = process.argv.slice(2);
const onWatching = (): void => void process.stdout.write('watching\n');
const onTrouble = (message: string): void => void process.stderr.write(`${message}\n`);
const exitCode = await guardEngine({ run, engine }, process.stdin, onWatching, onTrouble);
// An undo that ran out of time may still hold sockets or timers.
process.exit(exitCode);
