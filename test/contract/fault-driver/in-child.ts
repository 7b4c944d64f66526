import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { PlannedFault } from '../../../src/plan/run-plan.ts';
import type { UndoRecord } from '../../../src/journal/undo-record.ts';
import type { DriverSource } from './driver-source.ts';

const ENTRY = new URL('./fault-driver-child.main.ts', import.meta.url);

/** What the child does with the driver that it builds from `source`. */
export type ChildTask =
  | { readonly do: 'undo'; readonly source: DriverSource; readonly record: UndoRecord }
  | { readonly do: 'inject'; readonly source: DriverSource; readonly fault: PlannedFault };

/** Undoes the record in a process of its own; throws what the child printed when it failed. */
export async function undoInChild(source: DriverSource, record: UndoRecord): Promise<void> {
  const end = await runChild({ do: 'undo', source, record });
  if (end.code !== 0) throw new Error(`undo in a child process failed: ${end.stderr}`);
}

/** Injects in a process of its own, which is killed (SIGKILL) as soon as it says that inject() has returned. */
export async function injectInChild(source: DriverSource, fault: PlannedFault): Promise<void> {
  const end = await runChild({ do: 'inject', source, fault });
  if (!end.injected) throw new Error(`inject in a child process failed: ${end.stderr}`);
}

async function runChild(task: ChildTask): Promise<{ code: number | null; injected: boolean; stderr: string }> {
  const child = spawn(process.execPath, [ENTRY.pathname], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  let injected = false;
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  child.stdout.on('data', (text: Buffer) => {
    if (!text.toString().includes('injected')) return;
    injected = true;
    child.kill('SIGKILL');
  });
  child.stdin.end(JSON.stringify(task));
  await once(child, 'close');
  return { code: child.exitCode, injected, stderr };
}
