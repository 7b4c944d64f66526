import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { ClientCommand } from './client-process.ts';
import { targetsFile } from './closed-commands.ts';
import { shakedownCommand } from './shakedown-command.ts';

/** Enough for a second's stall at the rates of this benchmark, in clients that must be told. */
const CONNECTIONS = '600';

/** Every peer of this machine that has an open loop, at `rate` a second, evenly spaced as far as it can. Each prints what `peerStatistics` reads. */
export function openPeerCommands(bench: Bench, url: string, rate: number, seconds: number): ReadonlyMap<string, ClientCommand> {
  const commands = new Map<string, ClientCommand>();
  for (const [name, path] of bench.peers) {
    const argv = peerArgv(name, path, bench.folder, url, String(rate), String(seconds));
    if (argv !== null) commands.set(name, { argv });
  }
  return commands;
}

export function openShakedown(bench: Bench, url: string, rate: number, seconds: number, more: readonly string[] = []): ClientCommand {
  return shakedownCommand(['load', url, '--rate', `${rate}/s`, '--for', `${seconds}s`, ...more], bench.folder);
}

function peerArgv(name: string, path: string, folder: string, url: string, rate: string, seconds: string): string[] | null {
  switch (name) {
    case 'autocannon':
      return [process.execPath, path, '--json', '-c', '64', '-R', rate, '-d', seconds, url];
    case 'wrk2':
      return [path, '-t', '1', '-c', '64', '-R', rate, '-d', `${seconds}s`, '--latency', url];
    case 'oha':
      return [path, '--no-tui', '--output-format', 'json', '--latency-correction', '-c', CONNECTIONS, '-q', rate, '-z', `${seconds}s`, url];
    case 'vegeta': {
      const attack = `${path} attack -rate ${rate}/1s -duration ${seconds}s -workers 64 -targets ${targetsFile(folder, url)}`;
      return throughPipe(attack, `${path} report -type json`);
    }
    case 'k6': {
      const summary = join(folder, 'k6.json');
      const run = `${path} run --quiet --discard-response-bodies --summary-export ${summary} ${k6Script(folder, url, rate, seconds)}`;
      return throughPipe(run, `cat >/dev/null; cat ${summary}`);
    }
    default:
      return null;
  }
}

/** The shell becomes the client, so that its process is the one that is observed. */
function throughPipe(client: string, reader: string): string[] {
  return ['bash', '-c', `exec ${client} > >(${reader})`];
}

function k6Script(folder: string, url: string, rate: string, seconds: string): string {
  const vus = `preAllocatedVUs: ${CONNECTIONS}, maxVUs: ${CONNECTIONS}`;
  const open = `{ executor: 'constant-arrival-rate', rate: ${rate}, timeUnit: '1s', duration: '${seconds}s', ${vus} }`;
  const trend = `summaryTrendStats: ['avg', 'p(50)', 'p(95)', 'p(99)', 'p(99.9)']`;
  const script = `import http from 'k6/http';
export const options = { ${trend}, scenarios: { open: ${open} } };
export default () => void http.get(${JSON.stringify(url)});
`;
  const path = join(folder, 'open.k6.js');
  writeFileSync(path, script);
  return path;
}
