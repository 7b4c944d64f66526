import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportInvariants } from '../../src/report/report-invariants.ts';
import { ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { useSandbox } from './use-sandbox.ts';

const EXAMPLE = join(ROOT, 'experiments/probes-only/experiment.yaml');

describe('an experiment without load', () => {
  let sandbox: Sandbox;
  useSandbox((fresh) => (sandbox = fresh));

  it('is judged by its probes', async () => {
    const { code, stdout, stderr } = await sandbox.run(['run', EXAMPLE]);
    expect(code, stdout + stderr).toBe(0);
    const report = await sandbox.report();
    expect(report).toMatchObject({ verdict: 'pass', load: [], undo: { complete: true } });
    expect(report.slos.map(({ load, verdict }) => [load, verdict])).toEqual(Array(3).fill([null, 'pass']));
    const backlog = report.probes.find(({ name }) => name === 'backlog');
    expect(backlog?.phases.baseline?.count).toBeGreaterThan(2);
    expect(backlog?.value.max).toBeGreaterThan(50);
    expect(reportInvariants(report)).toEqual([]);
  });

  it('fails for a probe, in the phase in which it was not as expected', async () => {
    const { code } = await sandbox.run(['run', EXAMPLE, '--json', '--set', 'slos.1=probe(backlog) < 50']);
    expect(code).toBe(1);
    expect((await sandbox.report()).reasons).toMatchObject([{ code: 'slo-failed', phase: 'fault' }]);
  });

  it('is stopped by a condition on a probe, with the fault undone', async () => {
    const { code } = await sandbox.run(['run', EXAMPLE, '--json', '--set', 'stopConditions.0=probe(backlog) > 50 for 1s']);
    expect(code).toBe(4);
    expect(await sandbox.report()).toMatchObject({ verdict: 'fail', undo: { complete: true }, stop: { by: 'stop-condition' } });
  });

  it('injects nothing where a probe is not as expected in the baseline', async () => {
    const { code } = await sandbox.run(['run', EXAMPLE, '--json', '--set', 'probes.2.expect.open=false']);
    expect(code).toBe(3);
    const report = await sandbox.report();
    expect(report.reasons[0]).toMatchObject({ code: 'baseline-not-met', message: expect.stringContaining('shop-port') });
    expect((await sandbox.events()).some((event) => event.type === 'fault-inject-called')).toBe(false);
  });

  it('ends before it begins where a probe cannot be asked, and stops where one is lost', async () => {
    const manifest = (command: string): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: lost }
phases: { warmup: 0s, baseline: 30s }
probes: [{ name: check, every: 500ms, command: ${command} }]
slos: [probe(check) >= 99%]
safety: { allowCommands: true }
`;
    const path = join(sandbox.folder, 'lost.yaml');
    await writeFile(path, manifest('[/no/such/program]'));
    expect((await sandbox.run(['run', path, '--json'])).code).toBe(6);
    // It is there when it is asked first, and has taken itself away by then.
    const program = join(sandbox.folder, 'once');
    await writeFile(program, `#!/bin/sh\nrm "$0"\n`, { mode: 0o755 });
    await writeFile(path, manifest(`[${program}]`));
    const { code, stdout } = await sandbox.run(['run', path, '--json']);
    expect(code, stdout).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fail', reasons: [{ code: 'probe-lost' }], stop: { by: 'probe-lost' } });
  });
});
