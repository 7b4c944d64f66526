import { createServer } from 'node:net';

/** The cheapest HTTP server there is: answers each request head with a fixed response. Prints its port. */
const RESPONSE = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!');

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => socket.write(RESPONSE));
  socket.on('error', () => {});
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(JSON.stringify(server.address())));
// Ends with whoever started it.
process.stdin.on('end', () => process.exit()).resume();
