import { createServer } from 'node:http';

/** Takes orders all day, as a staging host with real customers does: nobody has to send it load. */
const ORDER_EVERY_MS = 20;
/** Orders that wait. Beyond it new ones are turned away, which a customer sees. */
const MOST_WAITING = 2_000;

let taken = 0;
let shipped = 0;
setInterval(() => {
  if (taken - shipped < MOST_WAITING) taken += 1;
}, ORDER_EVERY_MS);

createServer((request, response) => {
  if (request.url === '/next') {
    // The warehouse asks for everything that waits.
    const orders = taken - shipped;
    shipped = taken;
    return void response.end(String(orders));
  }
  const backlog = taken - shipped;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ open: backlog < MOST_WAITING, backlog }));
}).listen(Number(process.env.PORT), '127.0.0.1');
