import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProxyOf, proxyName } from '../../../src/toxiproxy/proxy-name.ts';

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
});
