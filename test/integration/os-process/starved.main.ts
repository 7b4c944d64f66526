import { closeSync, openSync } from 'node:fs';
import { continueProcesses } from '../../../src/faults/drivers/process/pause-fault.ts';
import { findByEnvironment } from '../../../src/os-process/find-by-environment.ts';
import { processStartTime } from '../../../src/os-process/process-identity.ts';
import { markerEnvironment } from '../../../src/os-process/process-marker.ts';
import { signalProcess } from '../../../src/os-process/signal-process.ts';
import { waitForExit } from '../../../src/os-process/wait-for-exit.ts';
import { endProcesses } from '../../../src/stack/end-processes.ts';

/** Looks after a stopped process, `pid`, while all file descriptors but `free` are in use, for good or for `forMs`; says what came of it. */
const { pid, run, free, forMs }: { pid: number; run: string; free: number; forMs: number | null } = JSON.parse(process.argv[2] ?? '');
const never = new AbortController().signal;
const startTime = (await processStartTime(pid)) ?? '';
const one = { pid, startTime };
const tries = {
  signal: () => signalProcess(one, 'SIGURG'),
  wait: () => waitForExit([one], 0, never),
  find: () => findByEnvironment(markerEnvironment(run, 'stack')),
  go: () => continueProcesses(run, [{ instance: 'api', ...one }], AbortSignal.timeout(3_000)),
  end: () => endProcesses({ run, instance: null, leader: one, orphans: [], stopTimeoutMs: 500 }, never),
};

// What is loaded later must not need one.
await tries.find();
const held: number[] = [];
try {
  for (;;) held.push(openSync('/dev/null', 'r'));
} catch {
  for (const descriptor of held.splice(0, free)) closeSync(descriptor);
}
if (forMs !== null) setTimeout(() => giveBack(), forMs);
const said: Record<string, string> = {};
for (const [what, act] of Object.entries(tries)) said[what] = await act().then(() => 'done', String);
giveBack();
process.stdout.write(JSON.stringify(said));

function giveBack(): void {
  for (const descriptor of held.splice(0)) closeSync(descriptor);
}
