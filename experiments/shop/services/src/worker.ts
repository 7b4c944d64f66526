import { appendFile, mkdir } from 'node:fs/promises';
import { openDatabase, prepareDatabase, query } from './database.ts';
import { connectQueue, receiveOrders } from './order-queue.ts';
import { serve } from './serve.ts';

const JOURNAL = process.env['JOURNAL_DIR'] ?? '/data';

const pool = openDatabase();
await prepareDatabase();
await mkdir(JOURNAL, { recursive: true });

let done = 0;
let putBack = 0;

receiveOrders(connectQueue(process.env['AMQP_URL'] ?? 'amqp://rabbitmq'), async (order) => {
  try {
    // The bookkeepers' copy. No disk, no order done: it waits in the queue, where it is safe.
    await appendFile(`${JOURNAL}/orders.ndjson`, `${JSON.stringify(order)}\n`);
    // A queue delivers at least once; the key makes that once.
    await query(pool, 'INSERT INTO orders (key, sku) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING', [order.key, order.sku]);
    done += 1;
  } catch (error) {
    putBack += 1;
    throw error;
  }
});

serve({ 'GET /stats': () => Promise.resolve({ status: 200, body: { done, putBack } }) });
