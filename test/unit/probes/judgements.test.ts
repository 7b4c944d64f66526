import { describe, expect, it } from 'vitest';
import type { CommandProbeSpec, ContainerProbeSpec, HttpProbeSpec, PrometheusProbeSpec } from '../../../src/manifest/probe-spec.ts';
import { parseValueExpectation, valueHolds } from '../../../src/manifest/value-expectation.ts';
import { judgeCommand } from '../../../src/probes/command-probe.ts';
import { createContainerProbe, judgeContainers } from '../../../src/probes/container-probe.ts';
import type { InspectedContainer } from '../../../src/probes/container-inspector.ts';
import { judgeHttp } from '../../../src/probes/http-probe.ts';
import { judgePrometheus } from '../../../src/probes/prometheus-probe.ts';

const base = { name: 'p', everyMs: 1_000, timeoutMs: 1_000, position: { line: 1, column: 1 } };

describe('what a value must be', () => {
  it.each([
    ['< 0.05', { comparison: '<', limit: 0.05 }],
    ['>=3', { comparison: '>=', limit: 3 }],
    ['5', { comparison: '==', limit: 5 }],
    ['!= -1e3', { comparison: '!=', limit: -1000 }],
  ])('reads %s', (text, expected) => {
    expect(parseValueExpectation(text)).toEqual(expected);
  });

  it.each(['', '<', '< five', '=> 3', '< 1e999', 'NaN'])('refuses %j', (text) => {
    expect(parseValueExpectation(text)).toBeNull();
  });

  it('never takes NaN for what is expected', () => {
    for (const comparison of ['<', '<=', '>', '>=', '==', '!='] as const)
      expect(valueHolds({ comparison, limit: 0 }, Number.NaN)).toBe(false);
  });
});

describe('an HTTP answer', () => {
  const spec = (expected: Partial<HttpProbeSpec['expect']> = {}): HttpProbeSpec => ({
    ...base,
    kind: 'http',
    request: { method: 'GET', url: 'http://127.0.0.1/', headers: {}, body: null },
    expect: { status: [[200, 299]], contains: null, withinMs: null, json: null, ...expected },
  });
  const depth = { path: '$.queue.depth', value: { comparison: '<' as const, limit: 100 } };

  it('is as expected, with its time as the value', () => {
    expect(judgeHttp(spec(), { status: 204, body: '', tookMs: 12 })).toEqual({
      kind: 'answered',
      ok: true,
      value: 12,
      unit: 'ms',
      message: null,
    });
  });

  it('is refused for its status, its body or its time, with the reason', () => {
    const answer = { status: 200, body: 'fine', tookMs: 30 };
    expect(judgeHttp(spec(), { ...answer, status: 503 }).message).toBe('status 503, not 2xx');
    expect(judgeHttp(spec({ contains: 'consistent' }), answer).message).toContain('does not contain');
    expect(judgeHttp(spec({ withinMs: 20 }), answer).message).toBe('took 30 ms, more than 20 ms');
  });

  it('is compared by the number at a JSONPath, which is then its value', () => {
    const on = (body: string) => judgeHttp(spec({ json: depth }), { status: 200, body, tookMs: 1 });
    expect(on('{"queue":{"depth":99}}')).toMatchObject({ ok: true, value: 99, unit: null });
    expect(on('{"queue":{"depth":100}}')).toMatchObject({ ok: false, value: 100, message: '100 at $.queue.depth, not < 100' });
    for (const body of ['{}', 'no json', '{"queue":{"depth":"9"}}']) expect(on(body)).toMatchObject({ ok: false, value: null });
  });
});

describe('an answer of Prometheus', () => {
  const spec: PrometheusProbeSpec = {
    ...base,
    kind: 'prometheus',
    url: 'http://prom:9090',
    query: 'up',
    headers: {},
    expect: { value: { comparison: '<', limit: 0.05 } },
  };
  const on = (result: unknown, resultType = 'vector') =>
    judgePrometheus(spec, { status: 200, body: JSON.stringify({ status: 'success', data: { resultType, result } }) });

  it('is the number of a scalar, or of a vector with one series', () => {
    expect(on([{ metric: {}, value: [1, '0.01'] }])).toMatchObject({ kind: 'answered', ok: true, value: 0.01 });
    expect(on([1, '0.07'], 'scalar')).toMatchObject({ kind: 'answered', ok: false, value: 0.07, message: '0.07, not < 0.05' });
  });

  it('is not as expected when the query finds nothing, or no number', () => {
    expect(on([])).toMatchObject({ kind: 'answered', ok: false, message: 'the query found nothing' });
    expect(on([{ value: [1, 'NaN'] }])).toMatchObject({ kind: 'answered', ok: false, value: null });
    expect(on([{ value: [1, '+Inf'] }])).toMatchObject({ kind: 'answered', ok: false, value: null });
  });

  it('loses the probe when the query cannot give one number', () => {
    expect(on([{ value: [1, '1'] }, { value: [1, '2'] }])).toMatchObject({ kind: 'unasked', hopeless: true });
    expect(on([], 'matrix')).toMatchObject({ kind: 'unasked', hopeless: true });
    const bad = { status: 400, body: JSON.stringify({ status: 'error', error: 'parse error at char 3' }) };
    expect(judgePrometheus(spec, bad)).toMatchObject({
      kind: 'unasked',
      hopeless: true,
      message: expect.stringContaining('parse error at char 3'),
    });
  });

  it('says nothing of the system when the server itself is in trouble', () => {
    for (const [status, body] of [
      [503, 'starting'],
      [200, 'not json'],
      [200, '{"status":"error"}'],
      [200, 'null'],
    ] as const)
      expect(judgePrometheus(spec, { status, body })).toMatchObject({ kind: 'unasked', hopeless: false });
  });
});

describe('containers', () => {
  const spec: ContainerProbeSpec = {
    ...base,
    kind: 'container',
    service: 'api',
    expect: { state: 'running', health: 'healthy', restarts: { comparison: '<=', limit: 1 } },
  };
  const container = (over: Partial<InspectedContainer> = {}): InspectedContainer => ({
    name: 'api-1',
    state: 'running',
    health: 'healthy',
    restarts: 1,
    ...over,
  });

  it('must each be as expected, and there must be one', () => {
    expect(judgeContainers(spec, [container(), container({ name: 'api-2', restarts: 0 })])).toMatchObject({
      ok: true,
      value: 1,
      unit: 'restarts',
    });
    expect(judgeContainers(spec, [])).toMatchObject({ ok: false, message: 'api has no container' });
    expect(judgeContainers(spec, [container(), container({ name: 'api-2', state: 'exited' })]).message).toBe(
      'api-2 is exited, not running',
    );
    expect(judgeContainers(spec, [container({ health: 'starting' })]).message).toBe("api-1's health is starting, not healthy");
    expect(judgeContainers(spec, [container({ restarts: 2 })]).message).toBe('api-1 was restarted 2 times, not <= 1');
  });

  it('whose restarts nobody knows are not as expected, and add up to nothing', () => {
    const frozen = container({ name: 'api-2', state: 'paused', health: 'none', restarts: null });
    const paused: ContainerProbeSpec = { ...spec, expect: { ...spec.expect, state: 'paused', health: null } };
    expect(judgeContainers(paused, [frozen])).toMatchObject({
      ok: false,
      value: null,
      message: 'how often api-2 was restarted is not known while it is paused',
    });
    expect(judgeContainers({ ...paused, expect: { ...paused.expect, restarts: null } }, [frozen])).toMatchObject({ ok: true, value: null });
  });

  it('are not asked about when the engine does not answer', async () => {
    const probe = createContainerProbe(spec, { inspectService: () => Promise.reject(new Error('connect ENOENT')) });
    expect(await probe.ask(new AbortController().signal)).toMatchObject({ kind: 'unasked', hopeless: false });
  });
});

describe('a program', () => {
  const spec = (expected: Partial<CommandProbeSpec['expect']> = {}): CommandProbeSpec => ({
    ...base,
    kind: 'command',
    command: ['check'],
    cwd: '/',
    expect: { exit: 0, contains: null, value: null, ...expected },
  });
  const ended = (code: number | null, output = '') => ({ kind: 'ended', code, signal: code === null ? 'SIGSEGV' : null, output }) as const;

  it('is judged by its exit code and by what it prints', () => {
    expect(judgeCommand(spec(), ended(0))).toMatchObject({ ok: true, value: 0, unit: 'exit code' });
    expect(judgeCommand(spec(), ended(2)).message).toBe('exit code 2, not 0');
    expect(judgeCommand(spec(), ended(null)).message).toBe('it was ended by SIGSEGV');
    expect(judgeCommand(spec({ contains: 'all good' }), ended(0, 'not all')).ok).toBe(false);
    expect(judgeCommand(spec(), { kind: 'out-of-time' }).ok).toBe(false);
  });

  it('is judged by the number that it prints, and by nothing that is none', () => {
    const value = { comparison: '>=', limit: 0 } as const;
    expect(judgeCommand(spec({ value }), ended(0, ' 7\n'))).toMatchObject({ ok: true, value: 7 });
    for (const output of ['', 'seven', '7 8']) expect(judgeCommand(spec({ value }), ended(0, output)).ok).toBe(false);
  });
});
