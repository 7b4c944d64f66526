import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import { openDatabase, prepareDatabase, query } from './database.ts';
import { connectQueue, OrderSender } from './order-queue.ts';
import { ProductCache } from './product-cache.ts';
import { Products } from './products.ts';
import { serve } from './serve.ts';

const pool = openDatabase();
const products = new Products(pool, new ProductCache(process.env['REDIS_URL'] ?? 'redis://redis:6379'));
const orders = new OrderSender(connectQueue(process.env['AMQP_URL'] ?? 'amqp://rabbitmq'));
await prepareDatabase();

// Each question that fails costs the database a new connection. Without an end to asking, it has no time to answer any.
const asking = circuitBreaker(handleAll, { halfOpenAfter: 500, breaker: new ConsecutiveBreaker(5) });

serve({
  'GET /products/': async ({ id }) => {
    const product = await products.find(id);
    return product === null ? { status: 404, body: { error: 'no such product' } } : { status: 200, body: product };
  },
  'GET /orders/': async ({ id }) => {
    const { rows } = await asking.execute(() => query(pool, 'SELECT key, sku, taken_at FROM orders WHERE key = $1', [id]));
    return rows.length === 0 ? { status: 404, body: { error: 'not yet' } } : { status: 200, body: rows[0] };
  },
  // Which of these the worker has been through with. Before the shorter route: the first that fits is taken.
  'POST /orders/stored': async ({ body }) => {
    const { rows } = await asking.execute(() =>
      query<{ key: string }>(pool, 'SELECT key FROM orders WHERE key = ANY($1)', [JSON.parse(body)]),
    );
    return { status: 200, body: rows.map(({ key }) => key) };
  },
  // Taken means queued: what becomes of the order no longer depends on anything but the queue and, sooner or later, a worker.
  'POST /orders': async ({ key, body }) => {
    const sku = skuOf(body);
    if (sku === null || key === null) return { status: 400, body: { error: 'an order is { "sku": "…" }, with an Idempotency-Key' } };
    const order = { key, sku };
    await orders.send(order);
    return { status: 202, body: order };
  },
});

function skuOf(body: string): string | null {
  try {
    const { sku }: { sku?: unknown } = JSON.parse(body);
    return typeof sku === 'string' && sku !== '' ? sku : null;
  } catch {
    return null;
  }
}
