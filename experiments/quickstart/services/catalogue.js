import { serve } from './serve.js';

const PRODUCTS = {
  1: { name: 'Brass compass', price: 48 },
  2: { name: 'Oilskin jacket', price: 129 },
  3: { name: 'Signal lamp', price: 35 },
};

/** What the shop sells. Without it a product page has nothing to show. */
serve('/products', (id) => PRODUCTS[id] ?? null);
