import { guardEngine } from './guard-engine.ts';

// The run may be dead before it could hear that we watch.
process.stdout.on('error', () => undefined);
const [run = '', engine = ''] = process.argv.slice(2);
const exitCode = await guardEngine({ run, engine }, process.stdin, () => process.stdout.write('watching\n'));
// An undo that ran out of time may still hold sockets or timers.
process.exit(exitCode);
