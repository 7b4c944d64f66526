import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../../src/manifest/format-problems.ts';
import { edited, parse, problemsOf, VALID } from './manifest-fixture.ts';

describe('problems of a manifest', () => {
  it('are reported all at once, each at its place, with what to write instead', async () => {
    const source = readFileSync(new URL('golden/invalid.yaml.txt', import.meta.url), 'utf8');
    const result = parse(source);
    const text = result.ok ? 'no problem found' : formatProblems(result.problems, { source });
    await expect(`${text}\n`).toMatchFileSnapshot('golden/invalid.problems.txt');
    expect(text).not.toContain('hunter2');
  });

  it.each([
    ['an empty file', '', '1:1 the file is empty'],
    ['a list', '- a\n', 'should be a map'],
    ['a log', '{"type":"load-measured","load":"l"}\n'.repeat(30_000), '1:1 the file is 1.1 MB long: is this a manifest?'],
    ['two documents', `${VALID}---\nkind: Experiment\n`, 'a manifest is one YAML document'],
    ['tabs', 'metadata:\n\tname: x\n', 'YAML does not allow tabs as indentation'],
    ['an unclosed bracket', 'metadata: { name: x\n', 'not valid YAML'],
    ['a missing anchor', edited(['rate: 100/s', 'rate: *fast']), 'there is no anchor `&fast`'],
    ['a tag', edited(['rate: 100/s', 'rate: !rate 100/s']), 'tags (`!…`) have no meaning'],
    ['a list as key', edited(['vars: {', 'vars: { [a]: 1,']), 'a key must be plain text'],
  ])('say what is wrong with %s', (_, source, problem) => {
    expect(problemsOf(source).join('\n')).toContain(problem);
  });

  it.each([
    ['{}', 'give it a `url`, or on a Docker stack a `service`'],
    ['{ url: "http://127.0.0.1:8474", service: toxiproxy }', 'one of them'],
    ['{ service: toxiproxy, drain: 2s }', '`drain` is of the run’s own fault proxy'],
    ['{ drain: 31s }', 'a drain takes 30s at most'],
    ['{ url: "http://127.0.0.1:8474", port: 8474 }', 'the `port` belongs to a `service`'],
  ])('say what a Toxiproxy needs: %s', (toxiproxy, problem) => {
    expect(problemsOf(`${VALID}toxiproxy: ${toxiproxy}\n`).join('\n')).toContain(problem);
  });

  it('name a duplicate key and keep checking', () => {
    const source = edited(['rate: 100/s', 'rate: 100/s\n    rate: 5/s'], ['status: 2xx', 'status: 2x']);
    expect(problemsOf(source)).toEqual([
      '26:5 this key stands here twice (keep one of them)',
      '29:23 a status is a number, `2xx`, `200-299`, or a list of numbers',
    ]);
  });

  it.each([
    [['from: storefront, to: catalogue', 'from: storefront, to: storefront'], 'both ends are `storefront`'],
    [['CATALOGUE_URL: "{{catalogue.url}}", ', ''], 'add to the `env` of `storefront`: `CATALOGUE_URL: "{{catalogue.url}}"`'],
    [['to: catalogue }', 'to: catalogue, port: 6379 }'], '`catalogue` has no port `6379` (use `http`)'],
    [['catalogue, count: 1', 'catalogue, count: 2'], '`catalogue` has only one replica'],
    [['catalogue, count: 1', 'catalogue, count: 1, percent: 50%'], '`count` and `percent` exclude each other'],
    [['\nfaults:', '\nsafety: { protect: [catalog] }\nfaults:'], 'there is no process `catalog` to protect (did you mean `catalogue`?)'],
    [['startAfter: [catalogue]', 'startAfter: [catalog]'], 'there is no process `catalog` (did you mean `catalogue`?)'],
    [['timeout: 10s }\n', 'timeout: 10s }\n      startAfter: [storefront]\n'], 'nothing can start first'],
    [
      ['command: [node, services/catalogue.js]', 'command: [node, c.js]\n      replicas: 2\n      ports: { http: 8080 }'],
      '2 replicas cannot share port 8080',
    ],
    [['- name: catalogue\n', '- name: storefront-1\n'], 'there is no process `catalogue`'],
    [['rate: 100/s', 'rate: 99999999/s'], '`99999999/s` is more than any machine can send: 10000000/s at most'],
    [['\nfaults:', '\nsafety: { maxDuration: 720h }\nfaults:'], '`720h` is too long: a run, and whatever is in it, takes 240h at most'],
    [['rate: 100/s', 'rate: 0/s'], '`0/s` must be more than zero'],
    [['"{{storefront.url}}/checkout"', '127.0.0.1:80/x'], 'did you mean `http://127.0.0.1:80/x`?'],
    [['"{{storefront.url}}/checkout"', 'ftp://127.0.0.1/x'], 'load goes over HTTP'],
    [['"{{storefront.url}}/checkout"', 'http://93.184.215.14/x'], 'is not a loopback or private address'],
    [['"{{storefront.url}}/checkout"', 'https://shop.acme.com/x'], '`safety: { allowPublicTargets: true }`'],
    [['"{{storefront.url}}/checkout"', 'http://u:p@localhost/x'], 'a URL with a password'],
    [['method: POST, ', ''], 'a GET request carries no body (add `method: POST`)'],
    [['json: {', 'body: x, json: {'], '`json` and `body` exclude each other'],
    [['rate: 100/s', 'rate: 100/s\n    proxy: http://proxy.acme.com:3128'], '`proxy.acme.com` may resolve to a public address'],
    [['rate: 100/s', 'rate: 100/s\n    proxy: 127.0.0.1:3128'], 'a proxy is written as `http://host:port`'],
    [['rate: 100/s', 'rate: 100/s\n    proxy: socks5://127.0.0.1:3128'], '`socks5:` is not supported'],
    [['rate: 100/s', 'rate: 100/s\n    maxBody: 0B'], '`0B` must be more than zero'],
    [[', fault: 10s', ''], 'an experiment with faults needs `phases.fault`'],
    [['at: 2s', 'at: 10s'], 'the fault begins at 10s, but the fault phase lasts only 10s'],
    [['for: 8s', 'for: 11s'], 'make `phases.fault` 11s or longer, or `for` 10s or shorter'],
    [['type: kill, target: catalogue, at: 2s', 'type: restart, target: catalogue, for: 2s'], 'there is nothing to hold'],
    [
      ['type: kill, target: catalogue,', 'type: kill, target: storefront-to-catalogue,'],
      '`kill` is a fault of a service, and `storefront-to-catalogue` is an edge',
    ],
    [
      ['type: latency, target: storefront-to-catalogue', 'type: latency, target: catalogue'],
      'edge targets here: `storefront-to-catalogue`',
    ],
    [['type: kill, target: catalogue,', 'type: kill, target: catalogue, proof: redis,'], 'there is nothing to ask (take `proof` away)'],
    [
      [
        'type: latency, target: storefront-to-catalogue, with: { latency: 200ms, jitter: 50ms }',
        'type: http, target: storefront-to-catalogue, proof: redis, with: { delay: 1s }',
      ],
      '`http` is a fault of HTTP requests, and what is asked of the edge is `redis`',
    ],
    [['for: 8s', 'for: 8s, proof: { http: path }'], 'an HTTP path begins with `/`'],
    [['{ type: kill', '{ id: slow, type: kill'], 'there are two faults named `slow`'],
    [['jitter: 50ms', 'jitter: 500ms'], '`jitter` is more than `latency`'],
    [['recovery: 20s', 'recovery: 14s'], 'make `phases.recovery` 15s or longer'],
    [['p99(response_time) < 800ms', 'p99(response_time) < 1s'], 'is not below the timeout of `browse` (1s)'],
    [['phase: baseline, minSamples: 500', 'phase: baseline, load: brows'], 'there is no load entry `brows` (did you mean `browse`?)'],
    [['recovery_time < 5s', '{ expr: recovery_time < 5s, phase: fault }'], '`recovery_time` is always of the recovery phase'],
    [['success_rate < 50% for 5s', 'success_rate < 50%'], '`success_rate < 50% for 5s`'],
    [['success_rate < 50% for 5s', 'success_rate < 50% for 5'], 'did you mean `5s`?'],
    [['success_rate < 50% for 5s', 'recovery_time < 5s for 5s'], 'nothing can stop on it'],
    [['random:', 'safety: { maxDuration: 30s }\nrandom:'], 'the phases take 42s together, more than `safety.maxDuration` (30s)'],
    [['warmup: 2s, baseline: 10s, ', 'warmup: 2s, '], '`phases.baseline` is missing'],
    [['phases: {', 'phases:\nphasen: {'], '`phases` is empty'],
    [['stack:', 'compose: { file: compose.yaml }\nstack:'], 'a manifest has no key `compose`'],
  ] as const)('%j → %s', (edit, problem) => {
    expect(problemsOf(edited(edit)).join('\n')).toContain(problem);
  });

  it.each(['299-200', '600-999', '000-099'])('refuses the statuses %s, which no answer has', (range) => {
    expect(problemsOf(edited(['status: 2xx', `status: ${range}`])).join()).toContain('no status is in this range');
    expect(problemsOf(edited(['status: 2xx', 'status: 200-200']))).toEqual([]);
  });

  it('underline the exact part of an expression, quoted or not', () => {
    expect(problemsOf(edited(['p99(response_time)', 'p99(respons_time)']))[0]).toMatch(/^34:9 /u);
    expect(problemsOf(edited(['- p99(response_time) < 800ms', '- "p99(respons_time) < 800ms"']))[0]).toMatch(/^34:10 /u);
  });

  it('join again what YAML split at a comma, and report only the missing quotes', () => {
    const source = edited(['- recovery_time < 5s', '- { expr: recovery_time(success_rate >= 99%, hold=3s) < 5s }']);
    expect(problemsOf(source)).toEqual([
      '37:13 YAML ends this text at the comma (put quotes around it: `"recovery_time(success_rate >= 99%, hold=3s) < 5s"`)',
    ]);
  });

  it('ask for an SLO that recovery can go by', () => {
    const source = edited(['  - p99(response_time) < 800ms\n  - success_rate >= 99%\n', '']);
    expect(problemsOf(source).join()).toContain('say when it has recovered');
    const warning = edited([
      '  - p99(response_time) < 800ms\n  - success_rate >= 99%\n',
      '  - { expr: success_rate >= 99%, onBreach: warn }\n',
    ]);
    expect(problemsOf(warning).join()).toContain('say when it has recovered');
  });

  it('refuse faults’ phases and SLOs in an experiment without faults', () => {
    const from = VALID.indexOf('faults:');
    const source = VALID.slice(0, from) + VALID.slice(VALID.indexOf('slos:'));
    expect(problemsOf(source)).toEqual([
      '29:38 without faults there is no fault phase (add `faults:`, or take it away)',
      '29:50 without faults there is no recovery phase (add `faults:`, or take it away)',
      '34:5 without faults there is nothing to recover from',
    ]);
  });
});
