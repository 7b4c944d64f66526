import { Client, Pool, type QueryResult, type QueryResultRow } from 'pg';

const PREPARE = `
  SELECT pg_advisory_lock(42);
  CREATE TABLE IF NOT EXISTS products (id text PRIMARY KEY, name text NOT NULL, cents integer NOT NULL);
  CREATE TABLE IF NOT EXISTS orders (key text PRIMARY KEY, sku text NOT NULL, taken_at timestamptz NOT NULL DEFAULT now());
  INSERT INTO products SELECT n::text, 'Product ' || n, 100 + n * 7 FROM generate_series(1, 100) AS n ON CONFLICT DO NOTHING;
  SELECT pg_advisory_unlock(42);`;

/** A pool whose every wait has an end: for a connection, for a statement, and for an answer from a server that is gone. */
export function openDatabase(): Pool {
  const pool = new Pool({
    connectionString: process.env['DATABASE_URL'],
    max: 8,
    connectionTimeoutMillis: 150,
    query_timeout: 200,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // An idle connection that is cut is the pool's to replace, and no reason to end the process.
  pool.on('error', (error) => process.stdout.write(`lost an idle database connection: ${error.message}\n`));
  return pool;
}

/** Makes the tables and a hundred products; tries for half a minute, since the database may start after us. */
export async function prepareDatabase(): Promise<void> {
  for (let left = 60; ; left -= 1) {
    // Not through the pool: at the first start this may take longer than a page may.
    const client = new Client({ connectionString: process.env['DATABASE_URL'], connectionTimeoutMillis: 2_000, query_timeout: 20_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(PREPARE);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** One statement. The connection of one that failed or timed out is thrown away: it may be a socket to nowhere, and the pool has no way to know. */
export async function query<Row extends QueryResultRow>(pool: Pool, text: string, values: readonly unknown[]): Promise<QueryResult<Row>> {
  const client = await pool.connect();
  // While it is ours the pool does not listen: a reset that comes after we gave up on it would end the process.
  if (client.listenerCount('error') === 0)
    client.on('error', (error) => process.stdout.write(`lost a database connection: ${error.message}\n`));
  let isSound = false;
  try {
    const result = await client.query<Row>(text, [...values]);
    isSound = true;
    return result;
  } finally {
    client.release(!isSound);
  }
}
