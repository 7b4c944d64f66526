import { parseWatchdogTask } from '../journal/watchdog-task.ts';
import { standGuard } from './stand-guard.ts';

// The run may be dead before it could hear that we watch.
process.stdout.on('error', () => undefined);
const exitCode = await standGuard(parseWatchdogTask(process.argv[2]), process.stdin, () => process.stdout.write('watching\n'));
// An undo that ran out of time may still hold sockets or timers.
process.exit(exitCode);
