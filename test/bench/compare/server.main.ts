import { createServer } from 'node:http';
import { gaussian } from './gaussian.ts';

/** Spread of the logarithm of a response time; the median is 400 ms, beside which a busy machine’s delays are small. */
const SIGMA = 0.4;
const MEDIAN_MS = 400;

/** The one server of the comparison: waits for a log-normal time, `SLOWDOWN` times as long, and answers. */
const slowdown = Number(process.env['SLOWDOWN'] ?? '1');
if (!(slowdown > 0)) throw new Error(`SLOWDOWN is a number above 0, not ${process.env['SLOWDOWN']}`);

createServer((request, response) => {
  if (request.url === '/ready') return void response.end();
  setTimeout(() => response.end('ok'), slowdown * MEDIAN_MS * Math.exp(SIGMA * gaussian(Math.random)));
}).listen(Number(process.env['PORT']), '127.0.0.1');
