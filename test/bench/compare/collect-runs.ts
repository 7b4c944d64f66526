import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));
const SERVER = fileURLToPath(new URL('./server.main.ts', import.meta.url));

export interface CollectOptions {
  /** Gets a folder `same` and a folder `slower`, with the runs' own folders in them. */
  readonly folder: string;
  readonly same: number;
  readonly slower: number;
  /** Of each run, in seconds. */
  readonly seconds: number;
  readonly progress: (text: string) => void;
}

/** Real runs of one server through `bin/run.js`, one after another; those with every response time × 1.10 lie evenly among the others. */
export async function collectRuns({ folder, same, slower, seconds, progress }: CollectOptions): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'experiment.yaml');
  writeFileSync(manifest, manifestText(seconds));
  const total = same + slower;
  for (let run = 0; run < total; run += 1) {
    const isSlower = Math.floor(((run + 1) * slower) / total) > Math.floor((run * slower) / total);
    const group = isSlower ? 'slower' : 'same';
    const code = await runOnce(manifest, join(folder, group), isSlower ? '1.1' : '1', join(folder, 'state'));
    progress(`run ${run + 1} of ${total} (${group}): exit ${code}`);
  }
}

async function runOnce(manifest: string, reportDir: string, slowdown: string, state: string): Promise<number | null> {
  const args = [RUN, 'run', manifest, '--set', `vars.slowdown=${slowdown}`, '--report-dir', reportDir, '--quiet', '--no-dashboard'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, XDG_STATE_HOME: state } });
  const [code]: (number | null)[] = await once(child, 'exit');
  return code ?? null;
}

function manifestText(seconds: number): string {
  return `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: one-server }
vars: { slowdown: '1' }
stack:
  processes:
    - name: server
      command: ${JSON.stringify([process.execPath, SERVER])}
      env: { SLOWDOWN: '{{slowdown}}' }
      ready: { http: /ready }
load:
  - name: get
    rate: 50/s
    arrivals: poisson
    request: { url: '{{server.url}}/' }
    expect: { status: 2xx, timeout: 5s }
phases: { warmup: 1s, baseline: ${seconds}s }
slos: [success_rate >= 50%]
`;
}
