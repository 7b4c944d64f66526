import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { ExponentialBackoff, handleAll, retry } from 'cockatiel';
import { Replicas } from './replicas.ts';
import { serve, type Reply } from './serve.ts';
import { TakenOrders } from './taken-orders.ts';

/** What waits longer than this for one replica is asked of another. A page may take a second in all. */
const ATTEMPT_MS = 400;
const API_PORT = 8080;

const agent = new Agent({ keepAlive: true });
const replicas = new Replicas(process.env['API_HOST'] ?? 'api', API_PORT);
await replicas.start();

// Back-off with decorrelated jitter: replicas that come back are not met by everyone at the same moment.
const another = retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 10, maxDelay: 100 }) });

const taken = new TakenOrders(async (keys) => {
  const { body } = await ask('POST', '/orders/stored', null, JSON.stringify(keys));
  return Array.isArray(body) ? body.map(String) : [];
});
taken.start();

serve({
  'GET /stats': () => Promise.resolve({ status: 200, body: taken.stats() }),
  'GET /products/': ({ id }) => ask('GET', `/products/${id}`, null, ''),
  'GET /orders/': ({ id }) => ask('GET', `/orders/${id}`, null, ''),
  // Safe to repeat on another replica, because the key makes the second order the same order. Callers who retry bring their own.
  'POST /orders': async ({ key: given, body }) => {
    const key = given ?? randomUUID();
    const reply = await ask('POST', '/orders', key, body);
    if (reply.status === 202) taken.add(key);
    return reply;
  },
});

/** Asks one replica after another; rejects with the last one's error. A 4xx is an answer, a 5xx a failure. */
function ask(method: string, path: string, key: string | null, body: string): Promise<Reply> {
  return another.execute(async () => {
    const reply = await askOne(replicas.next(), method, path, key, body);
    if (reply.status >= 500) throw new Error(`the API answered ${reply.status}`);
    return reply;
  });
}

async function askOne(address: string, method: string, path: string, key: string | null, body: string): Promise<Reply> {
  try {
    const reply = await exchange(address, method, path, key, body);
    replicas.tell(address, true);
    return reply;
  } catch (error) {
    replicas.tell(address, false);
    throw error;
  }
}

function exchange(host: string, method: string, path: string, key: string | null, body: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }) };
    const signal = AbortSignal.timeout(ATTEMPT_MS);
    const sent = httpRequest({ agent, host, port: API_PORT, method, path, headers, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject).on('end', () => {
        // What stands in between may answer in its own words. Thrown in here, a SyntaxError would end the process.
        try {
          resolve({ status: response.statusCode ?? 502, body: JSON.parse(text) });
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.on('error', reject).end(body);
  });
}
