import { describe, expect, it } from 'vitest';
import { httpProbe } from '../../../src/faults/kinds/http-probe.ts';

const ANY = { methods: [], path: null, headers: {} };
const ASKED = { kind: 'http', path: '/health?deep=1' } as const;

describe('the request that shows an http fault', () => {
  it('is the edge’s own where the fault meets that', () => {
    expect(httpProbe(ANY, ASKED)).toMatchObject({ method: 'GET', path: '/health?deep=1' });
    expect(httpProbe({ ...ANY, path: '/hea*' }, ASKED)).toMatchObject({ path: '/health?deep=1' });
  });

  it('is on the fault’s path, with its headers, where the edge’s own is not', () => {
    expect(httpProbe({ ...ANY, path: '/orders/*' }, ASKED)).toMatchObject({ path: '/orders/' });
    expect(httpProbe({ ...ANY, path: '*.css' }, ASKED)).toMatchObject({ path: '/.css' });
    expect(httpProbe({ ...ANY, headers: { 'X-Client': 'mobile*' } }, ASKED)).toMatchObject({ headers: { 'X-Client': 'mobile' } });
    const asked = { ...ASKED, headers: { 'x-client': 'mobile-ios' } };
    expect(httpProbe({ ...ANY, headers: { 'X-Client': 'mobile*' } }, asked)).toMatchObject({ headers: { 'x-client': 'mobile-ios' } });
  });

  it('is one that changes nothing on the server, unless the manifest names another', () => {
    expect(httpProbe({ ...ANY, methods: ['POST', 'HEAD'] }, ASKED)).toMatchObject({ method: 'HEAD' });
    expect(httpProbe({ ...ANY, methods: ['POST'] }, ASKED)).toBeNull();
    expect(httpProbe({ ...ANY, methods: ['POST'] }, { ...ASKED, method: 'POST' })).toMatchObject({ method: 'POST' });
    expect(httpProbe({ ...ANY, methods: ['POST'] }, { ...ASKED, method: 'PUT' })).toBeNull();
  });
});
