import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serversUnderTest } from '../contract/proxy/servers-under-test.ts';
import { createSandbox, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';

const servers = await serversUnderTest();
const MANIFEST = join(ROOT, 'test/fixtures/stacks/pair/http-fault.yaml');

describe('faults on HTTP requests', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(() => sandbox.dispose());

  it('meet the share of requests that was asked for, are proven on the wire, and are gone afterwards', async () => {
    const { code, stdout, stderr } = await sandbox.run(['run', MANIFEST, '--json']);
    // A fault that no client met decides nothing, however well it is proven.
    expect(code, stdout + stderr).toBe(3);
    const { faults, load, reasons, slos } = await sandbox.report();
    expect(reasons.map(({ code: why, fault }) => [why, fault])).toEqual([['fault-not-exposed', 'other-path']]);
    expect(slos.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
    const [late, other] = ['late-busy', 'other-path'].map((id) => faults.find((fault) => fault.id === id));
    expect(late).toMatchObject({ proof: { proven: true, what: 'injected answer', value: 503 }, gone: { proven: true } });
    expect(late?.proof).toMatchObject({ what: 'injected answer' });
    expect(other).toMatchObject({ proof: { proven: true, value: 500 }, gone: { proven: true }, exposure: { connections: 0, bytes: 0 } });
    // Of about 300 requests 60 %, less those of the seconds in which proofs ran.
    expect(late?.exposure?.connections).toBeGreaterThan(30);
    expect(late?.exposure?.share).toBeGreaterThan(0.35);
    expect(late?.exposure?.share).toBeLessThan(0.85);
    // 60 % of the requests wait 300 ms: the median does, the fastest do not.
    const phases = load[0]?.phases;
    const baseline = phases?.baseline?.responseTimeMs.p50 ?? NaN;
    expect((phases?.fault?.responseTimeMs.p90 ?? NaN) - baseline).toBeGreaterThan(250);
    expect((phases?.fault?.responseTimeMs.mean ?? NaN) - baseline).toBeLessThan(
      0.85 * ((phases?.fault?.responseTimeMs.p90 ?? NaN) - baseline),
    );
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('are planned in words, with the request that will prove them', async () => {
    const { code, stdout } = await sandbox.run(['plan', MANIFEST]);
    expect(code, stdout).toBe(0);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'answers 503 in the server’s place, delays the first byte of responses by 300ms, sets Retry-After: GET on /val* (60% of requests)',
    );
    expect(text).toContain('(HTTP GET /val)');
    expect(text).toContain('(HTTP POST /orders)');
  });

  for (const kind of servers.filter(({ real }) => real)) {
    it(`are refused on ${kind.title}, before anything is touched`, async () => {
      const server = await kind.start();
      const { code, stdout, stderr } = await sandbox.run(['run', MANIFEST, '--toxiproxy', server.api.url]);
      expect(code).toBe(2);
      expect(stdout + stderr).toContain('http is a fault of Shakedown’s own proxy');
      expect((await server.api.call('GET', '/proxies')).text).toBe('{}');
      expect(await sandbox.leftovers()).toEqual([]);
      await server.stop();
    });
  }
});
