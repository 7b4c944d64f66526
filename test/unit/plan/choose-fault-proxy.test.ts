import { describe, expect, it } from 'vitest';
import { chooseFaultProxy, refuseToxiproxy } from '../../../src/plan/choose-fault-proxy.ts';
import { renderPlan } from '../../../src/plan/render-plan.ts';
import { planOf, SHOP } from './plan-fixture.ts';

const NONE = { manifest: null, flag: null, env: null };
const [A, B, C] = ['http://127.0.0.1:1111', 'http://127.0.0.1:2222', 'http://127.0.0.1:3333'];

describe('the fault proxy of a run', () => {
  it('is the flag’s, else the manifest’s, else the environment’s, else the embedded one', () => {
    expect(chooseFaultProxy({ flag: A, manifest: B, env: C })).toEqual({ kind: 'external', url: A, from: '--toxiproxy' });
    expect(chooseFaultProxy({ ...NONE, manifest: B, env: C })).toEqual({ kind: 'external', url: B, from: 'the manifest' });
    expect(chooseFaultProxy({ ...NONE, env: `${C}/` })).toEqual({ kind: 'external', url: C, from: 'TOXIPROXY_URL' });
    expect(chooseFaultProxy({ ...NONE, env: '' })).toEqual({ kind: 'embedded' });
  });

  it('is on this machine unless the manifest names it', () => {
    const far = 'http://toxiproxy.internal:8474';
    expect(() => chooseFaultProxy({ ...NONE, env: far })).toThrow('is not on this machine');
    expect(() => chooseFaultProxy({ ...NONE, flag: far, manifest: B })).toThrow('is not on this machine');
    expect(chooseFaultProxy({ ...NONE, flag: far, manifest: far })).toMatchObject({ url: far });
    expect(chooseFaultProxy({ ...NONE, manifest: far })).toMatchObject({ url: far });
    expect(chooseFaultProxy({ ...NONE, env: 'http://localhost:8474' })).toMatchObject({ kind: 'external' });
  });

  it.each(['localhost:8474', 'ftp://127.0.0.1', 'http://me:secret@127.0.0.1:8474', 'http://127.0.0.1:8474/proxies', 'nonsense'])(
    'refuses %s',
    (url) => {
      expect(() => chooseFaultProxy({ ...NONE, flag: url })).toThrow(/--toxiproxy/u);
    },
  );

  it('is said in the plan, with a warning where it is another machine’s', () => {
    const plan = planOf({ set: ['toxiproxy.url=http://10.0.0.7:8474'] });
    expect(renderPlan(plan)).toContain('the Toxiproxy at http://10.0.0.7:8474 (the manifest)');
    expect(plan.warnings.join()).toContain('must share this machine’s network');
  });

  it('is never a Toxiproxy between containers, and whoever asks for one is told', () => {
    const { faults } = planOf({});
    expect(() => refuseToxiproxy(faults, { ...NONE, flag: A })).toThrow(/between containers.*--toxiproxy/u);
    expect(() => refuseToxiproxy(faults, { ...NONE, manifest: B })).toThrow(/the manifest/u);
    expect(() => refuseToxiproxy(faults, { ...NONE, env: C })).not.toThrow();
    expect(() => refuseToxiproxy([], { flag: A, manifest: B, env: null })).not.toThrow();
  });

  it('is nobody’s when no fault is on an edge', () => {
    const source = SHOP.split('\n').filter((line) => !line.includes('id: slow'));
    expect(planOf({ source: source.join('\n') }).faultProxy).toBeNull();
  });
});
