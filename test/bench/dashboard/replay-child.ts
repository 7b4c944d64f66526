import { writeFileSync } from 'node:fs';
import type { Dashboard, DashboardOptions } from '../../../src/terminal/dashboard/start-dashboard.ts';
import { END_MS, recordRun, ZERO_MS } from '../../unit/terminal/recorded-run.ts';

/**
 * Replays the recorded run in a terminal, in real time, with the dashboard or without, and writes what that took of a core.
 *
 * node replay-child.ts <dist folder> <with|without> <from s> <for s> <speed> <result file>
 */
const [dist = '', mode = 'with', from = '20', seconds = '10', speed = '1', result = ''] = process.argv.slice(2);
// Compiled, as users run it: Node cannot strip JSX.
const compiled: { startDashboard(options: DashboardOptions): Dashboard } = await import(
  new URL('terminal/dashboard/start-dashboard.js', `file://${dist}/`).href
);

const events = recordRun({ stack: 'naive' });
let next = 0;
let dashboard: Dashboard | null = null;
const begun = performance.now();
const nowMs = (): number => Math.min(END_MS, Number(from) * 1000 + (performance.now() - begun) * Number(speed));

if (mode === 'with') {
  dashboard = compiled.startDashboard({
    entry: new URL('app/dashboard.main.js', `file://${dist}/`),
    nowMs,
    stdout: process.stdout,
    stdin: process.stdin,
    mode: 'run',
    onAction: (action) => void (action.kind === 'stop' && end()),
  });
}
const feeding = setInterval(feed, 20);
feed();
await new Promise((resolve) => setTimeout(resolve, 1_500));
const before = process.cpuUsage();
const ending = setTimeout(() => void end(), Number(seconds) * 1000);

function feed(): void {
  for (let event = events[next]; event !== undefined && event.ms - ZERO_MS <= nowMs(); event = events[next]) {
    dashboard?.update(event);
    next += 1;
  }
}

async function end(): Promise<void> {
  clearInterval(feeding);
  clearTimeout(ending);
  const used = process.cpuUsage(before);
  await dashboard?.stop();
  if (result !== '') writeFileSync(result, JSON.stringify({ cores: (used.user + used.system) / 1e6 / Number(seconds) }));
}
