import { text } from 'node:stream/consumers';
import { loadDriver } from './driver-source.ts';
import type { ChildTask } from './in-child.ts';

const task: ChildTask = JSON.parse(await text(process.stdin));
const driver = await loadDriver(task.source);
const signal = AbortSignal.timeout(20_000);

if (task.do === 'undo') {
  await driver.undo(task.record, signal);
} else {
  const prepared = await driver.prepare(task.fault, signal);
  await prepared.inject(signal);
  process.stdout.write('injected\n');
  setInterval(() => undefined, 1_000); // alive until it is killed
}
