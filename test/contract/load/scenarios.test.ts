import { expect, test } from 'vitest';
import type { LoadEntry } from '../../../src/load/load-driver.ts';
import type { CheckSpec, FlowStepSpec, RequestTemplate, ScenarioSpec, WeightedRequestSpec } from '../../../src/manifest/load-spec.ts';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import { exchange } from './load-entry.ts';
import { cart, csv, login, step, stepOutcomes, temporary } from './shop-flow.ts';
import type { LoadRecord } from './load-record.ts';
import { expectInvariants, runLoad } from './run-load.ts';
import { SCRIPTS } from './scripted-server.ts';
import { serve } from './serve-script.ts';
import { serveShop, type Shop } from './shop-server.ts';

const RATE = 50;

test('a flow logs in, takes the token and the cookie along, and is counted as one', async () => {
  const shop = await serveShop();
  const data = [csv('users', 'user,age\nann,30\nbob,41\n')];
  const record = await runFlow(shop, [login(shop), cart(shop)], { data });
  expect(record.outcomes()).toEqual({ ok: RATE });
  expect(shop.seen).toHaveLength(2 * RATE);
  expect(stepOutcomes(record)).toEqual({ login: { ok: RATE }, cart: { ok: RATE } });
  expect(record.deltas().flatMap(({ cells }) => cells.map(({ endpoint }) => endpoint))).toContain('entry');
  const carts = shop.seen.filter(({ path }) => path === '/cart');
  expect(new Set(carts.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer t-ann', 'Bearer t-bob']));
  expect(carts.every(({ headers }) => headers.cookie === headers.authorization?.replace('Bearer t-', 'session='))).toBe(true);
  expect(carts.some(({ body }) => body === '{"csrf":"c1","age":"30"}')).toBe(true);
  expect(endpointTimes(record)).toEqual(['cart', 'login']);
});

test('without cookies the cart is refused, and that is where flows fail', async () => {
  const shop = await serveShop();
  const data = [csv('users', 'user,age\nann,30\n')];
  const record = await runFlow(shop, [login(shop), cart(shop), step('after', `${shop.url}/x`)], { data }, false);
  expect(record.outcomes()).toEqual({ status: RATE });
  expect(stepOutcomes(record)).toEqual({ login: { ok: RATE }, cart: { status: RATE }, after: { notReached: RATE } });
});

test('cookies that a redirect sets go along to where it leads, and with the steps that follow', async () => {
  const shop = await serveShop();
  const transport = { ...DEFAULT_TRANSPORT, redirects: 3 };
  const record = await runFlow(shop, [step('in', `${shop.url}/sso`), step('after', `${shop.url}/x`)], { transport });
  expect(record.outcomes()).toEqual({ ok: RATE });
  const cookiesAt = (path: string): Set<string | undefined> =>
    new Set(shop.seen.filter((one) => one.path === path).map(({ headers }) => headers.cookie));
  expect(cookiesAt('/sso')).toEqual(new Set([undefined]));
  expect(cookiesAt('/home')).toEqual(new Set(['session=sso']));
  expect(cookiesAt('/x')).toEqual(new Set(['session=sso; seen=home']));
});

test('cookies that a redirect takes away, or that are of another path, do not go along to where it leads', async () => {
  const shop = await serveShop();
  const transport = { ...DEFAULT_TRANSPORT, redirects: 3 };
  const flow = [step('in', `${shop.url}/sso`), step('out', `${shop.url}/logout`, { headers: { cookie: 'own=1; seen=no' } })];
  const record = await runFlow(shop, flow, { transport });
  expect(record.outcomes()).toEqual({ ok: RATE });
  const cookiesOf = (path: string): (string | undefined)[] =>
    shop.seen.filter((one) => one.path === path).map(({ headers }) => headers.cookie);
  expect(new Set(cookiesOf('/logout'))).toEqual(new Set(['own=1; seen=no; session=sso; seen=home']));
  expect(new Set(cookiesOf('/home'))).toEqual(new Set(['session=sso', 'own=1; seen=home']));
});

test('a flow of one step keeps the cookies that its own redirects set', async () => {
  const shop = await serveShop();
  const record = await runFlow(shop, [step('in', `${shop.url}/sso`)], { transport: { ...DEFAULT_TRANSPORT, redirects: 3 } });
  expect(record.outcomes()).toEqual({ ok: RATE });
  const homes = shop.seen.filter(({ path }) => path === '/home');
  expect(new Set(homes.map(({ headers }) => headers.cookie))).toEqual(new Set(['session=sso']));
});

test('a redirect to itself that sets a cookie is no ring, as the cookie may change the answer; the bound on redirects holds', async () => {
  const shop = await serveShop();
  const entry = { transport: { ...DEFAULT_TRANSPORT, redirects: 3 } };
  expect((await runFlow(shop, [step('bounce', `${shop.url}/bounce`)], entry)).outcomes()).toEqual({ ok: RATE });
  expect(shop.seen).toHaveLength(2 * RATE);
  const withoutCookies = await runFlow(shop, [step('bounce', `${shop.url}/bounce`)], entry, false);
  expect(withoutCookies.cells().map(({ details }) => Object.keys(details ?? {}))).toEqual(
    withoutCookies.cells().map(() => ['redirect-ring']),
  );
  const restless = await runFlow(shop, [step('restless', `${shop.url}/restless`)], entry);
  expect(restless.outcomes()).toEqual({ status: RATE });
  expect(restless.cells().map(({ details }) => Object.keys(details ?? {}))).toEqual(restless.cells().map(() => ['too-many-redirects']));
  expect(shop.seen.filter(({ path }) => path === '/restless')).toHaveLength(4 * RATE);
});

test('a step that fails ends its flow: what comes after is not reached, and in the denominator all the same', async () => {
  const shop = await serveShop();
  const record = await runFlow(shop, [step('flaky', `${shop.url}/flaky`), step('after', `${shop.url}/x`)]);
  const turnedAway = Math.floor(RATE / 3);
  expect(record.outcomes()).toEqual({ ok: RATE - turnedAway, status: turnedAway });
  expect(stepOutcomes(record)['after']).toEqual({ ok: RATE - turnedAway, notReached: turnedAway });
});

test('thinking delays the next step, each user’s by another time, and is no part of the response time', async () => {
  const shop = await serveShop();
  const thinking = { ...step('first', `${shop.url}/a`), think: { minMs: 300, maxMs: 500 } };
  const record = await runFlow(shop, [thinking, step('second', `${shop.url}/b?n={{rows.n}}`)], { data: [rows()] });
  expect(record.outcomes()).toEqual({ ok: RATE });
  expect(record.responseTimes().getValueAtPercentile(50)).toBeLessThan(290_000);
  const second = shop.seen.filter(({ path }) => path.startsWith('/b'));
  expect(second).toHaveLength(RATE);
  const firsts = shop.seen.filter(({ path }) => path === '/a');
  const pauses = second.map(({ path, atMs }) => atMs - (firsts[Number(path.split('=')[1])]?.atMs ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThan(250);
  expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(50);
});

test('a user who thinks is woken in time, also where the next arrival is far away', async () => {
  const shop = await serveShop();
  const thinking = { ...step('first', `${shop.url}/a`), think: { minMs: 100, maxMs: 100 } };
  const scenario: ScenarioSpec = { kind: 'flow', steps: [thinking, step('second', `${shop.url}/b`)], cookies: true };
  const record = await runLoad({ url: shop.url, rate: 1, forMs: 1900, entry: { scenario } });
  expect(record.outcomes()).toEqual({ ok: 2 });
  const [first, second, third, fourth] = shop.seen.map(({ atMs }) => atMs);
  expect((second ?? NaN) - (first ?? NaN)).toBeLessThan(500);
  expect((fourth ?? NaN) - (third ?? NaN)).toBeLessThan(500);
});

test('arrivals share out the requests by weight, and data rows by number', async () => {
  const shop = await serveShop();
  const weighted = (name: string, weight: number): WeightedRequestSpec => ({
    ...exchange(`${shop.url}/${name}?n={{rows.n}}`),
    name,
    weight,
  });
  const scenario: ScenarioSpec = { kind: 'requests', requests: [weighted('often', 4), weighted('seldom', 1)] };
  const record = await runLoad({ url: shop.url, rate: 200, entry: { scenario, data: [rows()] } });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 200 });
  const often = shop.seen.filter(({ path }) => path.startsWith('/often')).length;
  expect(often).toBeGreaterThan(130);
  expect(often).toBeLessThan(190);
  expect(shop.seen.map(({ path }) => Number(path.split('=')[1])).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n));
  const endpoints = new Set(record.deltas().flatMap(({ cells }) => cells.map(({ endpoint }) => endpoint)));
  expect(endpoints).toEqual(new Set(['often', 'seldom']));
});

test('a file of unique rows that is used up makes drops, not failures', async () => {
  const shop = await serveShop();
  const data = [csv('users', 'user\nann\nbob\neve\n', 'unique')];
  const record = await runLoad({ url: `${shop.url}/{{users.user}}`, rate: 20, entry: { data } });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 3, dropped: 17 });
  expect(record.details()).toEqual({ dropped: { 'data-used-up': 17 } });
  expect(shop.seen.map(({ path }) => path)).toEqual(['/ann', '/bob', '/eve']);
});

const CHECKS: readonly (readonly [string, CheckSpec, boolean])[] = [
  ['a header that is there', { kind: 'header', header: 'Content-Type', test: { kind: 'contains', value: 'json' } }, true],
  ['a header that is not', { kind: 'header', header: 'x-nothing', test: { kind: 'exists' } }, false],
  ['text in the body', { kind: 'body', contains: '"ok":true' }, true],
  ['text that is not', { kind: 'body', contains: 'nope' }, false],
  ['a value in JSON', { kind: 'json', path: '$.ok', equals: true }, true],
  ['another value in JSON', { kind: 'json', path: '$.ok', equals: 'true' }, false],
];

test.each(CHECKS)('checks look at the answer: %s', async (_, check, holds) => {
  const shop = await serveShop();
  const scenario: ScenarioSpec = { kind: 'requests', requests: [{ ...exchange(`${shop.url}/any`), weight: 1, checks: [check] }] };
  const record = await runLoad({ url: shop.url, rate: 20, entry: { scenario } });
  expect(record.outcomes()).toEqual(holds ? { ok: 20 } : { check: 20 });
});

test('a regular expression takes what it finds to the next step, in linear time', async () => {
  const shop = await serveShop();
  const html = {
    ...step('html', `${shop.url}/html`),
    extract: { csrf: { kind: 'regex', pattern: 'name="csrf" value="([^"]+)"' } },
  } as const;
  await runFlow(shop, [html, step('post', `${shop.url}/post/{{html.csrf}}`)]);
  expect(shop.seen.filter(({ path }) => path === '/post/abc-123')).toHaveLength(RATE);
  const evil = { ...html, extract: { csrf: { kind: 'regex', pattern: '(a)\\1' } } } as const;
  await expect(runFlow(shop, [evil, step('post', `${shop.url}/`)])).rejects.toMatchObject({ exitCode: 2 });
});

test('bodies go out as what they are: form, file, parts; with auth, and a query beside the URL’s own', async () => {
  const shop = await serveShop();
  const file = temporary('photo.bin', 'BYTES');
  const requests: readonly [name: string, Partial<RequestTemplate>][] = [
    ['form', { body: { kind: 'form', fields: [['a b', '1&{{rows.n}}']] }, auth: { kind: 'basic', user: 'ann', password: 'pä:ss' } }],
    ['file', { body: { kind: 'file', path: file }, query: [['q', 'x y']], headers: { 'content-type': 'image/raw' } }],
    [
      'parts',
      {
        body: {
          kind: 'multipart',
          parts: [
            { name: 'title', content: { kind: 'text', text: 'hi' }, filename: null, contentType: null },
            { name: 'photo', content: { kind: 'file', path: file }, filename: 'photo.bin', contentType: 'image/raw' },
          ],
        },
      },
    ],
  ];
  for (const [name, request] of requests) {
    const scenario: ScenarioSpec = {
      kind: 'requests',
      requests: [{ ...exchange(`${shop.url}/${name}?z=1`, 1000, { method: 'POST', ...request }), weight: 1 }],
    };
    const record = await runLoad({ url: shop.url, rate: 5, entry: { scenario, data: [rows()] } });
    expect(record.outcomes()).toEqual({ ok: 5 });
  }
  const of = (name: string) => shop.seen.find(({ path }) => path.startsWith(`/${name}`));
  expect(of('form')).toMatchObject({ body: 'a+b=1%260', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  expect(Buffer.from(String(of('form')?.headers.authorization).slice(6), 'base64').toString()).toBe('ann:pä:ss');
  expect(of('file')).toMatchObject({ path: '/file?z=1&q=x%20y', body: 'BYTES', headers: { 'content-type': 'image/raw' } });
  expect(of('parts')?.body).toMatch(/name="title"\r\n\r\nhi\r\n.*filename="photo.bin"\r\nContent-Type: image\/raw\r\n\r\nBYTES\r\n--/s);
});

test('a wrong data file is a clear error before the first request', async () => {
  const shop = await serveShop();
  const run = (data: LoadEntry['data']) => runLoad({ url: `${shop.url}/{{users.name}}`, rate: 5, entry: { data } });
  const bad = csv('users', 'name,age\nann,30\nbob\n');
  await expect(run([bad])).rejects.toMatchObject({ exitCode: 2, where: `${bad.file}:3`, message: '1 fields, where there are 2 columns' });
  await expect(run([csv('users', 'user\nann\n')])).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('has no `name`'),
  });
  await expect(run([{ ...bad, file: '/nowhere/users.csv' }])).rejects.toMatchObject({
    exitCode: 2,
    message: 'cannot read /nowhere/users.csv',
  });
  const latin1 = { ...bad, file: temporary('latin1.csv', Buffer.from('name\nJos\xe9\n', 'latin1')) };
  await expect(run([latin1])).rejects.toMatchObject({ exitCode: 2, where: latin1.file, message: `${latin1.file} is not UTF-8` });
  expect(shop.seen).toEqual([]);
});

test('a flow that is cut off while its user thinks is abandoned, and none of its steps has failed', async () => {
  const shop = await serveShop();
  const thinking = { ...step('first', `${shop.url}/a`), think: { minMs: 5000, maxMs: 5000 } };
  const scenario: ScenarioSpec = { kind: 'flow', steps: [thinking, step('second', `${shop.url}/b`)], cookies: true };
  const record = await runLoad({
    url: shop.url,
    rate: 20,
    entry: { scenario },
    steer: async (load, _, nowMs) => {
      while (nowMs() < 500) await new Promise((resolve) => setTimeout(resolve, 20));
      await load.abandon();
    },
  });
  expectInvariants(record);
  const sum = (pick: 'offered' | 'abandoned' | 'sent'): number => record.deltas().reduce((total, delta) => total + delta[pick], 0);
  expect(sum('abandoned')).toBe(sum('offered'));
  expect(sum('sent')).toBeGreaterThan(5);
  expect(Object.keys(stepOutcomes(record))).toEqual(['first']);
});

test('what is unanswered is told apart by endpoint, by step of a flow too', async () => {
  const [well, hung] = [await serve(SCRIPTS.answers), await serve(SCRIPTS.hangs)];
  const limits = [{ of: 'response_time', comparison: '<', limitUs: 100_000 }] as const;
  const unanswered = async (scenario: ScenarioSpec): Promise<Record<string, number>> => {
    const record = await runLoad({
      url: well.url,
      rate: RATE,
      limits,
      entry: { scenario },
      steer: async (load, _, nowMs) => {
        while (nowMs() < 600) await new Promise((resolve) => setTimeout(resolve, 10));
        await load.snapshot();
        await load.finish(700);
      },
    });
    const live = record.reports.flatMap((report) => report.live.filter(() => report.atMs < 800)).at(-1);
    return Object.fromEntries((live?.unansweredOf ?? []).map(({ endpoint, over }) => [endpoint, over[0] ?? 0]));
  };
  const one = (name: string, url: string): WeightedRequestSpec => ({ ...exchange(url), name, weight: 1 });
  const mixed = await unanswered({ kind: 'requests', requests: [one('well', well.url), one('hung', hung.url)] });
  expect(mixed['well'] ?? 0).toBe(0);
  expect(mixed['hung']).toBeGreaterThan(3);
  const flow = await unanswered({ kind: 'flow', steps: [step('first', well.url), step('second', hung.url)], cookies: false });
  expect(flow['first'] ?? 0).toBe(0);
  expect(flow['second']).toBeGreaterThan(10);
});

async function runFlow(shop: Shop, flow: readonly FlowStepSpec[], entry: Partial<LoadEntry> = {}, cookies = true): Promise<LoadRecord> {
  const record = await runLoad({ url: shop.url, rate: RATE, entry: { scenario: { kind: 'flow', steps: flow, cookies }, ...entry } });
  expectInvariants(record);
  return record;
}

function endpointTimes(record: LoadRecord): string[] {
  const endpoints = record.reports.flatMap(({ timings }) => timings).flatMap((timings) => timings.endpoints ?? []);
  return [...new Set(endpoints.map(({ endpoint }) => endpoint))].sort();
}

function rows(): LoadEntry['data'][number] {
  return csv('rows', `n\n${Array.from({ length: 1000 }, (_, n) => n).join('\n')}\n`);
}
