import { describe, expect, it } from 'vitest';
import { probeAsks, probeExpects } from '../../../src/manifest/describe-probe.ts';
import { experimentOf, problemsOf } from './manifest-fixture.ts';

const WITH_LOAD = `load: [{ name: l, rate: 10/s, request: { url: http://127.0.0.1:8080/ } }]\nslos: [success_rate >= 99%]\n`;

const manifest = (probe: string, rest = WITH_LOAD): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: probed }
phases: { baseline: 10s }
probes:
  - ${probe}
${rest}`;

describe('probes in a manifest', () => {
  it.each([
    [
      '{ name: p, http: http://127.0.0.1/health, every: 2s, expect: { status: 200, contains: ok, within: 100ms } }',
      'GET http://127.0.0.1/health',
      'status 200, contains `ok`, within 100ms',
    ],
    [
      '{ name: p, http: { url: http://127.0.0.1/, method: POST, body: hi }, expect: { jsonPath: $.depth, value: "< 9" } }',
      'POST http://127.0.0.1/',
      'status 2xx, $.depth < 9',
    ],
    ['{ name: p, tcp: "127.0.0.1:5432", expect: { open: false } }', '127.0.0.1:5432', 'closed'],
    ['{ name: p, prometheus: { url: http://127.0.0.1:9090, query: up }, expect: { value: 1 } }', 'up at http://127.0.0.1:9090', '== 1'],
    ['{ name: p, command: [check, --all], expect: { value: ">= 3" } }', 'check --all', 'exit 0, prints >= 3'],
  ])('are read: %s', (probe, asks, expects) => {
    const [read] = experimentOf(manifest(probe, `${WITH_LOAD}safety: { allowCommands: true }`)).probes;
    if (read === undefined) throw new Error('there is no probe');
    expect([probeAsks(read), probeExpects(read)]).toEqual([asks, expects]);
  });

  it('have a time limit that is never longer than the time between two questions', () => {
    const timeouts = ['500ms', '30s'].map(
      (every) => experimentOf(manifest(`{ name: p, tcp: "127.0.0.1:1", every: ${every} }`).replace('10s', '60s')).probes[0]?.timeoutMs,
    );
    expect(timeouts).toEqual([500, 5_000]);
  });

  it.each([
    ['{ name: p, every: 1s, timeout: 2s, tcp: "127.0.0.1:1" }', 'the timeout of 2s is longer than `every` (1s)'],
    ['{ name: p, every: 20s, tcp: "127.0.0.1:1" }', 'asked every 20s, it may not be asked in a baseline of 10s'],
    ['{ name: p, tcp: localhost }', '`localhost` is no `host:port`'],
    ['{ name: p, tcp: "shop.com:80" }', 'probes of strangers’ systems are refused'],
    ['{ name: p, http: https://shop.com/ }', 'probes of strangers’ systems are refused'],
    ['{ name: p, http: 127.0.0.1:80 }', 'is not a URL'],
    ['{ name: p, http: { url: http://127.0.0.1/, body: x } }', 'a GET request carries no body'],
    ['{ name: p, http: http://127.0.0.1/, expect: { jsonPath: $.a } }', 'nothing says what the number there must be'],
    ['{ name: p, http: http://127.0.0.1/, expect: { value: 1 } }', 'nothing says where the number is'],
    ['{ name: p, prometheus: { url: http://127.0.0.1, query: up }, expect: { value: "=> 1" } }', '`=> 1` is no comparison with a number'],
    ['{ name: p, container: api }', 'a container probe needs a stack of containers'],
    ['{ name: p, command: [rm] }', 'a probe that runs a program on this machine is refused'],
    ['{ name: p, tcp: "{{shop.host}}:1" }', 'there is no process `shop`'],
    ['{ name: p, tcp: "127.0.0.1:1" }\n  - { name: p, tcp: "127.0.0.1:2" }', 'there are two probes named `p`'],
  ])('have problems with their place: %s', (probe, message) => {
    const problems = problemsOf(manifest(probe));
    expect(problems.join('\n')).toContain(message);
    expect(problems[0]).toMatch(/^[67]:\d+ /u);
  });

  it('stand in place of load, but not for SLOs that only load can meet', () => {
    expect(problemsOf(manifest('{ name: p, tcp: "127.0.0.1:1" }', 'slos: [success_rate >= 99%]')).join()).toContain(
      'without load there is nothing to judge it on',
    );
  });

  it('or load: one of them must be there', () => {
    const neither = manifest('', 'slos: [success_rate >= 99%]').replace('probes:\n  - \n', '');
    expect(problemsOf(neither).join()).toContain('without load or probes nothing can be judged');
  });
});
