import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const HOST = '127.0.0.1';

/** The user behind each session cookie, and behind each token. Both must be of the same one. */
const sessions = new Map();
const tokens = new Map();
const carts = new Map();

const server = createServer(async (request, response) => {
  const body = await text(request);
  const [path] = request.url.split('?');
  const answer = ROUTES[`${request.method} ${path}`];
  if (answer === undefined) return send(response, 404, { error: 'no such page' });
  answer({ body, headers: request.headers, response });
});

const ROUTES = {
  'GET /health': ({ response }) => send(response, 200, { status: 'up' }),
  'GET /': ({ response }) => send(response, 200, { welcome: true }),
  'GET /search': ({ response }) => send(response, 200, { found: [] }),
  'POST /login': login,
  'POST /cart': fillCart,
  'POST /orders': pay,
};

function login({ body, response }) {
  const user = new URLSearchParams(body).get('user');
  const [session, token] = [randomUUID(), randomUUID()];
  sessions.set(session, user);
  tokens.set(token, user);
  send(response, 200, { token }, { 'set-cookie': `session=${session}; Path=/; HttpOnly` });
}

function fillCart({ body, headers, response }) {
  const user = userOf(headers);
  const { sku, for: whose } = JSON.parse(body);
  if (user === null || user !== whose) return send(response, 403, { error: 'not yours' });
  const id = randomUUID();
  carts.set(id, user);
  send(response, 201, { items: [{ sku }] }, { location: id });
}

function pay({ body, headers, response }) {
  const user = userOf(headers);
  const { cart } = JSON.parse(body);
  if (user === null || carts.get(cart) !== user) return send(response, 409, { error: 'no such cart' });
  carts.delete(cart);
  send(response, 200, { state: 'paid' });
}

function userOf({ cookie = '', authorization = '' }) {
  const user = sessions.get(/(?:^|; )session=([^;]+)/.exec(cookie)?.[1]);
  return user !== undefined && tokens.get(authorization.replace('Bearer ', '')) === user ? user : null;
}

async function text(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

server.listen(Number(process.env.PORT), HOST, () => process.stdout.write(`listening on ${HOST}:${server.address().port}\n`));
