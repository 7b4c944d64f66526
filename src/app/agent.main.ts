import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { AGENT_READY, jsonLine, parseQuestion } from '../docker/agent/agent-messages.ts';
import type { AgentAnswer, AgentQuestion, ApiReply } from '../docker/agent/agent-messages.ts';
import { createEdgeObserver } from '../faults/drivers/edge-proof/edge-task.ts';
import { lastWords } from '../proxy/last-words.ts';
import { ProxyServer } from '../proxy/proxy-server.ts';
import { entryFile } from './entry-file.ts';

/**
 * Our program in a container: an observer of edges, and where it is given a seed a fault proxy whose API is asked through its stdin, as
 * no address of a container can be relied on, or whoever passes calls to the API of another. When its stdin ends, by whatever death of the injector, or its time is up, the toxics go
 * first, then what still flows may finish, then it ends.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    'drain-ms': { type: 'string', default: '0' },
    'ttl-ms': { type: 'string' },
    api: { type: 'string' },
  },
});

const server =
  values.seed === undefined
    ? null
    : new ProxyServer({
        seed: Number(values.seed),
        wakeThread: entryFile(import.meta.url, '../proxy/wake-thread.main'),
        deafListener: entryFile(import.meta.url, '../proxy/deaf-listener.main'),
      });
const apiUrl = (await server?.listen('127.0.0.1', 0)) ?? values.api ?? null;

const observe = createEdgeObserver(Math.random);

let ending = false;
const end = async (): Promise<void> => {
  if (ending) return;
  ending = true;
  const reset = (await server?.healAndDrain(Number(values['drain-ms']))) ?? 0;
  if (server !== null) process.stdout.write(`${lastWords(reset)}\n`);
  await server?.close();
  process.exit(0);
};

async function answer(question: AgentQuestion): Promise<unknown> {
  if (question.ask === 'task') return observe(question.task);
  if (apiUrl === null) throw new Error('this agent runs no proxy');
  const { method, path, body } = question;
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, text: await response.text() } satisfies ApiReply;
}

async function onLine(line: string): Promise<void> {
  const question = parseQuestion(line);
  const { id } = question;
  const said = await answer(question).then(
    (ok): AgentAnswer => ({ id, ok }),
    (error: unknown): AgentAnswer => ({ id, error: error instanceof Error ? error.message : String(error) }),
  );
  process.stdout.write(jsonLine(said));
}

process.on('SIGTERM', () => void end());
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.stdin.on('end', () => void end());
process.stdin.on('error', () => void end());
process.stdout.on('error', () => void end());
// A timer's longest is 24.8 days.
if (values['ttl-ms'] !== undefined) setTimeout(() => void end(), Math.min(Number(values['ttl-ms']), 2 ** 31 - 1));
createInterface({ input: process.stdin }).on('line', (line) => void onLine(line));
process.stdout.write(`${AGENT_READY}\n`);
