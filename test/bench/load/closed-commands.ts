import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { ClientCommand } from './client-process.ts';
import { shakedownCommand } from './shakedown-command.ts';

/** Every closed-loop client of this machine, at its fastest on one core: `connections` connections, as many seconds as asked for. */
export function closedCommands(bench: Bench, url: string, connections: number, seconds: number): ReadonlyMap<string, ClientCommand> {
  const [c, s] = [String(connections), String(seconds)];
  const native = ['load', url, '--closed', '--engine', 'native', '--connections', c, '--for', `${s}s`, '--insecure'];
  const commands = new Map([['shakedown', shakedownCommand(native, bench.folder)]]);
  for (const [name, path] of bench.peers) {
    const argv = peerArgv(name, path, bench.folder, url, c, s);
    if (argv !== null) commands.set(name, { argv });
  }
  return commands;
}

function peerArgv(name: string, path: string, folder: string, url: string, connections: string, seconds: string): string[] | null {
  switch (name) {
    case 'autocannon':
      return [process.execPath, path, '--json', '-c', connections, '-d', seconds, url];
    case 'wrk':
      return [path, '-t', '1', '-c', connections, '-d', `${seconds}s`, url];
    case 'oha':
      return [path, '--no-tui', '--insecure', '-c', connections, '-z', `${seconds}s`, url];
    case 'vegeta': {
      const targets = targetsFile(folder, url);
      return [
        path,
        'attack',
        '-insecure',
        '-rate',
        '0',
        '-max-workers',
        connections,
        '-duration',
        `${seconds}s`,
        '-targets',
        targets,
        '-output',
        '/dev/null',
      ];
    }
    case 'k6': {
      const script = join(folder, 'closed.k6.js');
      writeFileSync(script, `import http from 'k6/http';\nexport default () => void http.get(${JSON.stringify(url)});\n`);
      const quiet = ['--quiet', '--no-summary', '--discard-response-bodies', '--insecure-skip-tls-verify'];
      return [path, 'run', ...quiet, '--vus', connections, '--duration', `${seconds}s`, script];
    }
    default:
      return null;
  }
}

export function targetsFile(folder: string, url: string): string {
  const path = join(folder, 'vegeta.targets');
  writeFileSync(path, `GET ${url}\n`);
  return path;
}
