import { parseWatchdogTask } from '../journal/watchdog-task.ts';
import { standGuard } from './stand-guard.ts';

process.exitCode = await standGuard(parseWatchdogTask(process.argv[2]), process.stdin, () => process.stdout.write('watching\n'));
