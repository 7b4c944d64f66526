import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPlan } from '../../../src/plan/render-plan.ts';
import { wrapText } from '../../../src/plan/render/text-table.ts';
import { timelineChart } from '../../../src/plan/render/timeline-chart.ts';
import { planOf, SHOP } from './plan-fixture.ts';

describe('renderPlan', () => {
  it('shows victims, times, proofs, undos and evidence', async () => {
    await expect(`${renderPlan(planOf())}\n`).toMatchFileSnapshot('golden/shop.plan.txt');
  });

  it('keeps to 100 columns, whatever the names', () => {
    const long = 'a-name-that-goes-on-and-on-until-it-reaches-the-limit-of-63-of-em';
    const source = SHOP.replaceAll('browse', long.slice(0, 60))
      .replaceAll('crash', long.slice(0, 55))
      .replaceAll('api-to-catalogue', `edge-${long.slice(0, 50)}`);
    for (const line of renderPlan(planOf({ source })).split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('shows what would steer the terminal, wherever it stands in the manifest', () => {
    const hostile = String.raw`\e[2J\e]0;owned\a`;
    const source = SHOP.replace(/hypothesis: .*/u, `hypothesis: "it ${hostile} holds"`)
      .replace('command: node c.js', `command: [node, "${hostile}\\nFaults"]`)
      .replace('{{api.url}}/', `{{api.url}}/?q=${hostile}`)
      .replace('slos:', `probes: [{ name: up, http: "{{api.url}}/${hostile}" }]\nslos:`);
    const text = renderPlan(planOf({ source }));
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/u);
    expect(text).toContain(String.raw`it \x1b[2J\x1b]0;owned\x07 holds`);
    expect(text.match(/^Faults/gmu)).toHaveLength(1);
  });

  it('stars out secrets', () => {
    const source = SHOP.replace(
      'request: { url: "{{api.url}}/" }',
      'request: { url: "{{api.url}}/?q=s3cret-value", headers: { x-api-key: s3cret-value } }',
    );
    expect(renderPlan(planOf({ source }))).not.toContain('s3cret-value');
  });

  it('says so where nothing is started and nothing is broken', () => {
    const source = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: steady }
load: [{ name: home, rate: 100/s, request: { url: "http://localhost:8080/" } }]
phases: { baseline: 30s }
slos: [success_rate >= 99%]
`;
    const text = renderPlan(planOf({ source }));
    expect(text).toContain('nothing is started');
    expect(text).not.toContain('Faults');
    expect(text).toContain('whole run');
  });
});

describe('timelineChart', () => {
  it('is rectangular enough for any phases and faults', () => {
    const ms = fc.integer({ min: 1, max: 100_000 });
    const { faults } = planOf();
    fc.assert(
      fc.property(fc.nat(20_000), ms, ms, ms, (warmupMs, baselineMs, faultMs, recoveryMs) => {
        const baselineFromMs = warmupMs;
        const faultFromMs = warmupMs + baselineMs;
        const recoveryFromMs = faultFromMs + faultMs;
        const endMs = recoveryFromMs + recoveryMs;
        const timeline = { warmupMs, baselineMs, faultMs, recoveryMs, baselineFromMs, faultFromMs, recoveryFromMs, endMs };
        const held = faults.map((fault) => ({ ...fault, atMs: 0, forMs: faultMs }));
        const lines = timelineChart({ timeline, faults: held }, 98);
        expect(lines).toHaveLength(2 + held.length);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(98);
        expect(lines[1]).toHaveLength(98);
      }),
    );
  });
});

describe('wrapText', () => {
  it('keeps every word and stays within the width where words allow', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/u), { minLength: 1 }), (words) => {
        const lines = wrapText(words.join(' '), 20, '  ');
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(20);
      }),
    );
  });
});
