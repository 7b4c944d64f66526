import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProxyOf, proxyName, runOf, toxicName, untilName, untilOf } from '../../../src/toxiproxy/proxy-name.ts';

describe('proxyName', () => {
  it('carries run, edge and instance', () => {
    expect(proxyName('r1', 'api-to-db', 'db-1')).toBe('shakedown-r1-api-to-db-db-1');
  });

  it('is safe in a URL whatever its parts are, and known as the run’s own', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (run, edge, instance) => {
        const name = proxyName(run, edge, instance);
        expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
        expect(isProxyOf(run, name)).toBe(true);
      }),
    );
  });

  it('does not make one name of two', () => {
    expect(proxyName('r', 'a b', 'c')).not.toBe(proxyName('r', 'a_b', 'c'));
    expect(isProxyOf('r1', proxyName('r12', 'a', 'b'))).toBe(false);
  });

  it('tells whose it is, and how long that run may live', () => {
    const until = untilName('1a2b3c4d', new Date('2026-01-01T00:00:00.500Z'));
    expect([runOf(until), untilOf(until)]).toEqual(['1a2b3c4d', new Date('2026-01-01T00:00:01Z')]);
    expect([runOf(proxyName('r', 'until', '1x')), untilOf(proxyName('r', 'until', '1x'))]).toEqual(['r', null]);
    expect(runOf(toxicName('r', 'slow', 'downstream'))).toBe('r');
    for (const name of ['redis', 'shakedown', 'my-shakedown-r-x']) expect(runOf(name)).toBeNull();
  });
});
