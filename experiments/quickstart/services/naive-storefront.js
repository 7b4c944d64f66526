import { Agent } from 'node:http';
import { getJson } from './get-json.js';
import { serve } from './serve.js';

const { CATALOGUE_URL, RECOMMENDATIONS_URL } = process.env;

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/**
 * The same page as the resilient storefront's, and just as fast on a good day. No timeout: when recommendations hang, every page
 * hangs with them, for a list that nobody would have missed. No fallback: when they fail, every page fails.
 */
serve('/products', async (id) => {
  const [product, recommendations] = await Promise.all([
    getJson(`${CATALOGUE_URL}/products/${id}`, { agent }),
    getJson(`${RECOMMENDATIONS_URL}/recommendations/${id}`, { agent }),
  ]);
  return { ...product, recommendations };
});
