import { parseArgs } from 'node:util';
import { lastWords } from '../proxy/last-words.ts';
import { ProxyServer } from '../proxy/proxy-server.ts';
import { entryFile } from './entry-file.ts';

/**
 * The embedded fault proxy as a process of its own. Its stdin is a pipe from whoever injects faults: when that ends, by whatever death,
 * the toxics go first, then what still flows may finish, then the process ends.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    'drain-ms': { type: 'string', default: '5000' },
  },
});

const server = new ProxyServer({
  seed: Number(values.seed),
  wakeThread: entryFile(import.meta.url, '../proxy/wake-thread.main'),
  deafListener: entryFile(import.meta.url, '../proxy/deaf-listener.main'),
});
const apiUrl = await server.listen(values.host, Number(values.port));

let ending = false;
const end = async (): Promise<void> => {
  if (ending) return;
  ending = true;
  process.stdout.write(`${lastWords(await server.healAndDrain(Number(values['drain-ms'])))}\n`);
  await server.close();
  process.exit(0);
};

// A terminal's Ctrl-C reaches the whole group: when to end is for the injector to say.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => void end());
process.stdin.on('end', () => void end());
process.stdin.on('error', () => void end());

process.stdout.write(`${JSON.stringify({ apiUrl, pid: process.pid })}\n`);
process.stdout.on('error', () => void end());
process.stdin.resume();
