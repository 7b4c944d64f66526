import { serve } from './serve.js';

const GOES_WELL_WITH = { 1: [3, 2], 2: [1], 3: [1] };

/** What goes well with a product. Nice to have: a product page is useful without it. */
serve('/recommendations', (id) => GOES_WELL_WITH[id] ?? []);
