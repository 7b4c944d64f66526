import { expect, test } from 'vitest';
import type { LoadEntry } from '../../../src/load/load-driver.ts';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import type { EngineOptions } from '../../../src/load/engine/engine-load-driver.ts';
import type { LoadRecord } from './load-record.ts';
import { expectInvariants, runLoad } from './run-load.ts';
import { cart, csv, login, step, stepOutcomes } from './shop-flow.ts';
import { serveShop, type Shop } from './shop-server.ts';

const RATE = 50;
const USERS = ['ann', 'bob', 'eve', 'kim'];

async function shop(server: Shop, entry: Partial<LoadEntry> = {}, engine: EngineOptions = {}): Promise<LoadRecord> {
  const steps = [step('look', `${server.url}/look`, { method: 'HEAD' }), login(server), cart(server)];
  const data = [csv('users', `user,age\n${USERS.map((user, i) => `${user},${i + 30}`).join('\n')}\n`)];
  const record = await runLoad({
    url: server.url,
    rate: RATE,
    engine,
    entry: { scenario: { kind: 'flow', steps, cookies: true }, data, ...entry },
  });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: RATE });
  expect(stepOutcomes(record)).toEqual({ look: { ok: RATE }, login: { ok: RATE }, cart: { ok: RATE } });
  return record;
}

/** Who came to the cart, with whose token and cookie. */
const customers = ({ seen }: Shop): (string | undefined)[] =>
  seen.filter(({ path }) => path === '/cart').map(({ headers }) => `${headers.authorization} ${headers.cookie}`);

const counted = (values: readonly (string | undefined)[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
};

const expected = Array.from({ length: RATE }, (_, i) => USERS[i % USERS.length]).map((user) => `Bearer t-${user} session=${user}`);

test('on several workers every flow has the user of its number, and keeps that user’s cookie and token', async () => {
  const server = await serveShop();
  const record = await shop(server, {}, { workers: 3 });
  expect(counted(customers(server))).toEqual(counted(expected));
  expect(new Set(record.deltas().map(({ worker }) => worker))).toEqual(new Set([0, 1, 2]));
});

test('a step may be a HEAD: its answer has no body, whatever it announces, and the connection carries the next step', async () => {
  const server = await serveShop();
  // A HEAD whose body was awaited would time out, and a body left unread would be the login's malformed answer.
  await shop(server);
  const heads = server.seen.filter(({ method }) => method === 'HEAD');
  expect(heads.map(({ path }) => path)).toEqual(Array.from({ length: RATE }, () => '/look'));
});

test('over HTTP/2 a flow extracts, checks and keeps cookies as over HTTP/1.1, HEAD included', async () => {
  const server = await serveShop('2');
  await shop(server, { transport: { ...DEFAULT_TRANSPORT, http: '2' } });
  expect(counted(customers(server))).toEqual(counted(expected));
  expect(new Set(server.seen.map(({ httpVersion }) => httpVersion))).toEqual(new Set(['2.0']));
});

test.each([
  ['HTTP/1.1', DEFAULT_TRANSPORT],
  ['undici', { ...DEFAULT_TRANSPORT, decompress: true }],
  ['HTTP/2', { ...DEFAULT_TRANSPORT, http: '2' }],
] as const)('over %s headers are bytes: what came goes back as it came, and text goes out in UTF-8', async (_, transport) => {
  const server = await serveShop(transport.http);
  const bytes = {
    ...step('bytes', `${server.url}/bytes`),
    checks: [{ kind: 'header', header: 'x-name', test: { kind: 'equals', value: 'nü' } }],
    extract: { name: { kind: 'header', header: 'x-name' }, other: { kind: 'header', header: 'x-other' } },
  } as const;
  const back = step('back', `${server.url}/back`, {
    headers: { 'x-name': '{{bytes.name}}', 'x-other': '{{bytes.other}}', 'x-user': '{{users.user}}', 'x-own': 'ö' },
  });
  const scenario = { kind: 'flow', steps: [bytes, back], cookies: true } as const;
  const record = await runLoad({ url: server.url, rate: 5, entry: { scenario, transport, data: [csv('users', 'user\n王\n')] } });
  expect(record.outcomes()).toEqual({ ok: 5 });
  const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
  for (const { headers } of server.seen.filter(({ path }) => path === '/back')) {
    expect(headers).toMatchObject({ cookie: 'utf8=\xc3\xa9; other=\xe9\x80', 'x-name': 'n\xc3\xbc', 'x-other': '\xfc' });
    expect(headers).toMatchObject({ 'x-user': utf8('王'), 'x-own': utf8('ö') });
  }
});
