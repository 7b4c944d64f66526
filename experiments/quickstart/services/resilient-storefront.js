import { Agent } from 'node:http';
import { CircuitBreaker } from './circuit-breaker.js';
import { getJson } from './get-json.js';
import { serve } from './serve.js';

const { CATALOGUE_URL, RECOMMENDATIONS_URL } = process.env;

// A page may take a second. The catalogue is worth most of that, a nice-to-have is not.
const CATALOGUE_TIMEOUT_MS = 900;
const RECOMMENDATIONS_TIMEOUT_MS = 200;

const agent = new Agent({ keepAlive: true });

// Without it, every single page would wait the full 200 ms for as long as recommendations hang.
const recommendationsBreaker = new CircuitBreaker({
  failuresToOpen: 5,
  retryAfterMs: 500,
  onChange: (state) => process.stdout.write(`${new Date().toISOString()} circuit to recommendations: ${state}\n`),
});

serve('/products', async (id) => {
  const [product, recommendations] = await Promise.all([getProduct(id), getRecommendations(id)]);
  return { ...product, recommendations };
});

/** The page needs it: when it fails, the page fails, but soon, and not after the visitor has gone. */
function getProduct(id) {
  return getJson(`${CATALOGUE_URL}/products/${id}`, { agent, signal: AbortSignal.timeout(CATALOGUE_TIMEOUT_MS) });
}

/** The page is better with it: timeout, breaker, and an empty list as fallback. */
async function getRecommendations(id) {
  const ask = () =>
    getJson(`${RECOMMENDATIONS_URL}/recommendations/${id}`, { agent, signal: AbortSignal.timeout(RECOMMENDATIONS_TIMEOUT_MS) });
  try {
    return await recommendationsBreaker.call(ask);
  } catch {
    return [];
  }
}
