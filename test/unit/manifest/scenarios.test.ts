import { describe, expect, it } from 'vitest';
import { planRun } from '../../../src/plan/plan-run.ts';
import { renderPlan } from '../../../src/plan/render-plan.ts';
import { experimentOf, problemsOf } from './manifest-fixture.ts';

const flow = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: shop }
stack: { processes: [{ name: api, command: node api.js }] }
load:
  - name: shopping
    rate: 10/s
    stages: [{ to: 100/s, over: 10s }, { to: 20/s, over: 0s }]
    arrivals: poisson
    startAfter: 5s
    http: 2
    tls: { ca: tls/ca.pem, insecure: true }
    timeouts: { connect: 500ms }
    data: [{ name: users, file: users.csv, order: unique }]
    expect: { timeout: 1s }
    steps:
      - name: login
        request: { method: POST, url: "{{api.url}}/login", form: { user: "{{users.name}}" }, auth: { basic: { user: ann, password: verysecret } } }
        expect: { status: [200, 201], timeout: 3s }
        extract: { token: { jsonPath: $.token }, csrf: { header: x-csrf } }
        think: { min: 1s, max: 2s }
      - name: cart
        request: { url: "{{api.url}}/cart/{{users.id}}", query: { csrf: "{{login.csrf}}" }, auth: { bearer: "{{login.token}}" } }
        checks: [{ jsonPath: "$.items[0].id", equals: 7 }, { bodyContains: items }, { header: etag }]
phases: { warmup: 5s, baseline: 30s }
slos: [success_rate >= 90%]
`;

const lone = (load: string, more = ''): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: shop }
load: [{ name: a, ${load} }]
phases: { warmup: 0s, baseline: 60s }
slos: [success_rate >= 90%]
${more}`;

const REQUEST = 'request: { url: "http://127.0.0.1:8080/" }';

describe('load entries', () => {
  it('a flow is steps with what they ask, expect, check, extract and think', () => {
    const [load] = experimentOf(flow).load;
    expect(load).toMatchObject({
      model: 'open',
      startAfterMs: 5000,
      arrivals: {
        kind: 'stages',
        startRatePerSecond: 10,
        stages: [
          { toPerSecond: 100, overMs: 10_000 },
          { toPerSecond: 20, overMs: 0 },
        ],
        spacing: 'poisson',
      },
      data: [{ name: 'users', file: '/shop/users.csv', format: 'csv', order: 'unique' }],
      transport: { http: '2', tls: { caFile: '/shop/tls/ca.pem', insecure: true }, timeouts: { connectMs: 500, firstByteMs: null } },
      scenario: {
        kind: 'flow',
        cookies: true,
        steps: [
          {
            name: 'login',
            request: {
              body: { kind: 'form', fields: [['user', '{{users.name}}']] },
              auth: { kind: 'basic', user: 'ann', password: 'verysecret' },
            },
            expect: { timeoutMs: 3000 },
            extract: { token: { kind: 'json', path: '$.token' }, csrf: { kind: 'header', header: 'x-csrf' } },
            think: { minMs: 1000, maxMs: 2000 },
          },
          {
            name: 'cart',
            request: { query: [['csrf', '{{login.csrf}}']], auth: { kind: 'bearer', token: '{{login.token}}' } },
            expect: { status: [[200, 299]], timeoutMs: 1000 },
            checks: [
              { kind: 'json', path: '$.items[0].id', equals: 7 },
              { kind: 'body', contains: 'items' },
              { kind: 'header', header: 'etag', test: { kind: 'exists' } },
            ],
            think: null,
          },
        ],
      },
    });
    expect(experimentOf(flow).secrets).toContain('verysecret');
  });

  it('bodies are texts, files, forms and parts', () => {
    const bodies = ['body: hi', 'bodyFile: a.bin', 'multipart: { title: hi, photo: { file: img/a.png, contentType: image/png } }'];
    const found = bodies.map(
      (body) => experimentOf(lone(`rate: 1/s, request: { method: POST, url: "http://127.0.0.1/", ${body} }`)).load[0],
    );
    expect(found[0]).toMatchObject({ scenario: { requests: [{ request: { body: { kind: 'text', text: 'hi' } } }] } });
    expect(found[1]).toMatchObject({ scenario: { requests: [{ request: { body: { kind: 'file', path: '/shop/a.bin' } } }] } });
    expect(found[2]).toMatchObject({
      scenario: {
        requests: [
          {
            request: {
              body: {
                parts: [
                  { name: 'title', content: { kind: 'text', text: 'hi' }, filename: null },
                  { name: 'photo', content: { kind: 'file', path: '/shop/img/a.png' }, filename: 'a.png', contentType: 'image/png' },
                ],
              },
            },
          },
        ],
      },
    });
  });

  it('a closed load has connections, and no rate', () => {
    expect(experimentOf(lone(`model: closed, connections: 64, engine: native, amount: 1000, ${REQUEST}`)).load[0]).toMatchObject({
      model: 'closed',
      connections: 64,
      engine: 'native',
      amount: 1000,
    });
  });

  it('the plan counts what a schedule offers in each phase, its peak, and how long a flow can be in flight', () => {
    const plan = planRun(experimentOf(flow), { seed: 1 });
    // 10 s from the ramp's begin at 5 s: 550; then 20 s at 20/s.
    expect(plan.loads[0]).toMatchObject({ model: 'open', peakRate: 100, expected: { baseline: 950 } });
    // 100/s for up to 3 s + 1 s + 2 s of thinking: 600, and six standard deviations.
    expect(plan.loads[0]?.maxInFlight).toBe(600 + Math.ceil(6 * Math.sqrt(600)));
    expect(renderPlan(plan)).toContain('10/s → 100/s in 10s → 20/s poisson after 5s');
  });
});

describe('what a request cannot have', () => {
  it.each([
    [`proxy: "http://127.0.0.1:3128", socket: app.sock, ${REQUEST}`, '`proxy` and `socket` exclude each other'],
    [
      'proxy: "http://127.0.0.1:3128", request: { url: "http+unix://%2Frun%2Fapp.sock/" }',
      'a Unix socket cannot be reached through a `proxy`',
    ],
  ])('a way that is none: %s', (load, problem) => {
    expect(problemsOf(lone(`rate: 1/s, ${load}`)).join()).toContain(problem);
  });

  it.each([
    'query: { "{{users.name}}": x }',
    'method: POST, form: { "a {{users.name}}": x }',
    'method: POST, json: { list: [{ "{{users.name}}": x }] }',
    'method: POST, multipart: { "{{users.name}}": x }',
    'headers: { "{{users.name}}": x }',
  ])('templates in names: %s', (part) => {
    const load = `rate: 1/s, data: [{ name: users, file: users.csv, order: random }], request: { url: "http://127.0.0.1:1/", ${part} }`;
    expect(problemsOf(lone(load)).join()).toContain('is not filled in within a name');
    expect(problemsOf(lone(load.replace(/"[^"]*\{\{users.name\}\}": x/u, 'name: "{{users.name}}"')))).toEqual([]);
  });
});

describe('what bad load entries get', () => {
  it.each([
    [REQUEST, '`load[0].rate` is missing (say how many arrivals come: `rate: 200/s`)'],
    ['rate: 1/s', '`load[0].request` is missing (say what an arrival sends: `request: { url: … }`)'],
    [`rate: 1/s, ${REQUEST}, requests: [{ ${REQUEST} }]`, '`request` and `requests` exclude each other (keep one of them)'],
    [`stages: [{ to: 0/s, over: 5s }], ${REQUEST}`, 'no stage offers anything (give one a rate above 0)'],
    [`rate: 1/s, connections: 5, ${REQUEST}`, '`connections` belongs to the closed model (add `model: closed`, or take it away)'],
    [
      `model: closed, connections: 5, rate: 1/s, ${REQUEST}`,
      'a closed load has no `rate`: it sends when the last answer is in (use `connections`)',
    ],
    [`model: closed, ${REQUEST}`, '`load[0].connections` is missing (say how many there are: `connections: 64`)'],
    [
      `model: closed, connections: 5, requests: [{ ${REQUEST} }]`,
      'a closed load sends one `request`, without `requests` (use the open model)',
    ],
    [
      `model: closed, connections: 5, checks: [{ bodyContains: ok }], ${REQUEST}`,
      'a closed load sends one `request`, without `checks` (use the open model)',
    ],
    [`rate: 1/s, cookies: true, ${REQUEST}`, 'only a flow keeps cookies: between its steps (use `steps`, or take it away)'],
    [`rate: 1/s, steps: [{ name: x, think: 1s, ${REQUEST} }]`, 'nothing follows the last step (take `think` away)'],
    [
      `rate: 1/s, steps: [{ name: x, ${REQUEST} }, { name: x, ${REQUEST} }]`,
      'a step and a step are both named `x` (give one of them another name)',
    ],
    [
      `rate: 1/s, steps: [{ name: x, think: { min: 2s, max: 1s }, ${REQUEST} }, { name: y, ${REQUEST} }]`,
      'the shortest pause is longer than the longest (swap them)',
    ],
    [`rate: 1/s, checks: [{ jsonPath: items }], ${REQUEST}`, '`items` is not a JSONPath that we know (a path begins at `$`: `$.items`)'],
    [
      `rate: 1/s, steps: [{ name: x, extract: { a: { regex: "(" } }, ${REQUEST} }]`,
      'Invalid regular expression: /(/: Unterminated group (write it as in JavaScript, without slashes around it)',
    ],
    [`rate: 1/s, data: [{ name: u, file: users.txt }], ${REQUEST}`, 'a data file ends in `.csv` or `.json`'],
    [
      'rate: 1/s, data: [{ name: users, file: u.csv }], request: { url: "http://127.0.0.1/{{user.id}}" }',
      'nothing is named `user`, so `{{user.id}}` means nothing (did you mean `users`?)',
    ],
    [
      'rate: 1/s, data: [{ name: users, file: u.csv }], request: { url: "http://{{users.host}}/" }',
      '`{{users.host}}` cannot say where requests go: that must be known before the first (keep templates to path and query)',
    ],
    [
      'rate: 1/s, steps: [{ name: x, request: { url: "http://127.0.0.1/{{x.id}}" } }]',
      '`{{x.id}}` is known only after step `x` (extract it in an earlier step)',
    ],
    [
      `rate: 1/s, steps: [{ name: x, extract: { id: { header: h } }, ${REQUEST} }, { name: y, request: { url: "http://127.0.0.1/{{x.di}}" } }]`,
      'step `x` extracts no `di` (did you mean `id`?)',
    ],
    [
      'rate: 1/s, request: { method: POST, url: "http://127.0.0.1/", json: {}, form: { a: b } }',
      '`json` and `form` exclude each other (keep one of them)',
    ],
    [
      'rate: 1/s, request: { url: "http://127.0.0.1/", headers: { Authorization: x }, auth: { bearer: t } }',
      '`auth` makes the `authorization` header (keep one of them)',
    ],
  ])('%s', (load, problem) => {
    expect(problemsOf(lone(load)).map((one) => one.replace(/^\S+ /u, ''))).toContain(problem);
  });

  it('a limit may lie above the timeout of one step, but not above those of all', () => {
    const steps = `rate: 100/s, expect: { timeout: 1s }, steps: [{ name: x, ${REQUEST} }, { name: y, ${REQUEST} }]`;
    const source = (limit: string): string => lone(steps).replace('success_rate >= 90%', `"p90(response_time) < ${limit}"`);
    expect(problemsOf(source('1500ms'))).toEqual([]);
    expect(problemsOf(source('2s')).join()).toContain('is not below the timeouts of all steps of `a` (2s)');
  });

  it('nothing can stop on the mean or maximum of service time', () => {
    const problems = problemsOf(lone(`rate: 1/s, ${REQUEST}`, 'stopConditions: ["max(service_time) > 1s for 5s"]\n'));
    expect(problems.join()).toContain('`max(service_time)` is not known by the second, so nothing can stop on it');
  });

  it('recovery by default goes by bare SLOs of the same load', () => {
    const source = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: shop }
stack: { processes: [{ name: api, command: node api.js }] }
targets: { api: { service: api } }
load:
  - { name: a, rate: 100/s, ${REQUEST} }
  - { name: b, rate: 100/s, ${REQUEST} }
phases: { baseline: 30s, fault: 10s, recovery: 30s }
faults: [{ type: restart, target: api }]
slos:
  - { expr: success_rate >= 90%, load: b }
  - { expr: recovery_time < 10s, load: a }
`;
    expect(problemsOf(source).join()).toContain('there is none on a rate or percentile of `a`');
    expect(problemsOf(source.replace('load: b }\n  - { expr: rec', 'load: a }\n  - { expr: rec'))).toEqual([]);
  });
});
