import { createServer } from 'node:http';

const HOST = '127.0.0.1';

/**
 * Serves GET /health, and GET <path>/<id> with what `answer(id)` resolves to: a JSON document, or `null` for 404.
 * A rejection becomes 502. Listens on the port that the stack gave in PORT.
 * @param {string} path
 * @param {(id: string) => unknown} answer
 */
export function serve(path, answer) {
  const server = createServer(async (request, response) => {
    if (request.url === '/health') return send(response, 200, { status: 'up' });
    if (!request.url.startsWith(`${path}/`)) return send(response, 404, { error: 'no such page' });
    try {
      const body = await answer(request.url.slice(path.length + 1));
      if (body === null) send(response, 404, { error: 'no such product' });
      else send(response, 200, body);
    } catch (error) {
      send(response, 502, { error: error.message });
    }
  });
  server.listen(Number(process.env.PORT), HOST, () => process.stdout.write(`listening on ${HOST}:${server.address().port}\n`));
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
