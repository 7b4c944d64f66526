import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { buildReport } from '../../../src/report/build-report.ts';
import { headline } from '../../../src/report/html/sections/headline.ts';
import { renderAnnotations } from '../../../src/report/render-annotations.ts';
import { renderJunit } from '../../../src/report/render-junit.ts';
import { renderMarkdown } from '../../../src/report/render-markdown.ts';
import { foldAll, plannedSlo, recordTimeline, steady } from '../../fixtures/timelines/record-timeline.ts';
import type { Report } from '../../../src/report/report.ts';

const RECORDED: Report = JSON.parse(readFileSync(new URL('../../fixtures/timelines/slow-redis.report.json', import.meta.url), 'utf8'));

const HOSTILE = `</failure>]]><script>alert(1)</script>\n::error file=x::%25 | [a](https://evil.test) @all \`rm\` "'&\u0000\u001b[31m\ud800`;

function hostile(text: string): Report {
  const [slo] = RECORDED.slos;
  if (slo === undefined) throw new Error('the recorded report has no SLO');
  return {
    ...RECORDED,
    name: text,
    hypothesis: text,
    verdict: 'fail',
    exitCode: 1,
    reasons: [
      { code: 'slo-failed', slo: slo.id, fault: null, phase: 'fault', atMs: 1, message: text },
      { code: 'fault-unproven', slo: null, fault: null, phase: null, atMs: 1, message: text },
    ],
    engine: { name: text, id: text, version: text, url: text },
    warnings: [text],
    slos: [{ ...slo, expr: text, load: text, verdict: 'fail', note: text }],
    undo: { complete: false, leftovers: [{ id: 'x', describe: text, manual: [text] }] },
  };
}

describe('JUnit XML', () => {
  it('has a case for the run and one for each SLO, and counts them', () => {
    const xml = renderJunit(RECORDED);
    expect(xml.match(/<testcase /gu)).toHaveLength(RECORDED.slos.length + 1);
    const bad = (verdict: string): number => RECORDED.slos.filter((row) => row.verdict === verdict).length;
    expect(xml.match(/<failure /gu) ?? []).toHaveLength(bad('fail'));
    expect(xml).toContain(`tests="${RECORDED.slos.length + 1}" failures="${bad('fail')}"`);
  });

  it('takes what is undecided for an error: a skipped test passes for a good one', () => {
    const undecided: Report = { ...RECORDED, slos: RECORDED.slos.map((row) => ({ ...row, verdict: 'inconclusive' as const })) };
    expect(renderJunit(undecided).match(/<error type="slo-inconclusive"/gu)).toHaveLength(RECORDED.slos.length);
    expect(renderJunit(undecided)).not.toContain('<skipped');
  });

  it('passes the case of an SLO that only warns, and says what it found', () => {
    const only = (verdict: 'fail' | 'inconclusive'): string =>
      renderJunit({
        ...RECORDED,
        reasons: [],
        verdict: 'pass',
        exitCode: 0,
        slos: RECORDED.slos.map((row) => ({ ...row, verdict, onBreach: 'warn' })),
      });
    expect(only('fail')).toContain('failures="0" errors="0"');
    expect(only('fail')).toMatch(/<system-out>only warns: did not hold, /u);
    expect(only('inconclusive')).toContain('failures="0" errors="0"');
    expect(only('inconclusive')).toMatch(/<system-out>only warns: could not be decided, /u);
  });

  it('has an error where every SLO only warns, so that nothing was judged: the run is no pass', () => {
    const warn = plannedSlo('success_rate >= 99%', { onBreach: 'warn' });
    const report = buildReport(foldAll(recordTimeline({ slos: [warn], arrivals: steady('fault', 4000, 8000, 10) })));
    expect(report.exitCode).toBe(3);
    expect(renderJunit(report)).toContain('failures="0" errors="1"');
    expect(renderJunit(report)).toMatch(/<error type="slo-undecided"[^>]*>[^<]*there is no SLO to judge/u);
  });

  it('holds any text as text', () => {
    const xml = renderJunit(hostile(HOSTILE));
    expect(xml).not.toContain('<script');
    expect(xml).not.toContain(']]>');
    expect(wellFormed(xml)).toBe(true);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => wellFormed(renderJunit(hostile(text)))));
  });
});

describe('Markdown', () => {
  it('tells the verdict, the SLOs and the reasons', () => {
    const text = renderMarkdown(RECORDED);
    for (const { code } of RECORDED.reasons) expect(text).toContain(code.replaceAll('-', String.raw`\-`));
    expect(text.split('\n').filter((line) => line.startsWith('| '))).not.toHaveLength(0);
  });

  it('marks as failed what decides, and warns of what only warns', () => {
    const failed = (onBreach: 'fail' | 'warn'): string =>
      renderMarkdown({ ...RECORDED, verdict: 'pass', slos: RECORDED.slos.map((row) => ({ ...row, verdict: 'fail', onBreach })) });
    expect(failed('fail')).toContain('❌ fail |');
    expect(failed('warn')).not.toContain('❌');
    expect(failed('warn')).toContain('⚠️ fail, only warns |');
  });

  it('makes no link, tag, cell, heading or line of what others wrote', () => {
    const text = renderMarkdown(hostile(HOSTILE));
    expect(text).not.toMatch(/<script|\]\(|https:\/\/|@all|(?<!\\)`/u);
    const cells = text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.match(/(?<!\\)\|/gu)?.length);
    expect(new Set(cells.slice(0, 2)).size).toBe(1);
    const lines = (report: Report): number => renderMarkdown(report).split('\n').length;
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), (any) => lines(hostile(any)) === lines(hostile('x'))));
  });
});

test('a measurement that nothing was asked of is called one', () => {
  const measured: Report = { ...RECORDED, verdict: 'inconclusive', exitCode: 0, reasons: [], slos: [] };
  expect(renderJunit(measured)).toContain('measured (exit 0)');
  expect(renderMarkdown(measured)).toMatch(/^## ℹ️ measured: /u);
  expect(renderMarkdown(measured)).toMatch(/^\| load \| offered \| success .*\n.*\n\| checkout \| 1800 \| /mu);
  expect(headline(measured).text).toContain('<span class="badge">measured</span>');
  expect(headline(measured).text).not.toMatch(/class="hero (?:warn|good|bad)"/u);
});

describe('annotations', () => {
  const manifest = { file: 'load/experiment.yaml', slos: [] };

  it('point at the line of the SLO', () => {
    const [slo] = RECORDED.slos;
    if (slo === undefined) throw new Error('the recorded report has no SLO');
    const recorded = plannedSlo('success_rate >= 99%');
    const planned = { ...recorded, id: slo.id, spec: { ...recorded.spec, position: { line: 41, column: 5 } } };
    const text = renderAnnotations(hostile('too slow'), { ...manifest, slos: [planned] });
    expect(text.split('\n')[0]).toMatch(/^::error file=load\/experiment\.yaml,line=41,col=5,title=shakedown%3A too slow%3A slo-failed::/u);
  });

  it('are warnings where nothing could be decided, and none on a pass', () => {
    const reason = { code: 'slo-undecided', slo: null, fault: null, phase: null, atMs: null, message: 'too few' } as const;
    expect(renderAnnotations({ ...RECORDED, reasons: [reason] }, manifest)).toMatch(/^::warning /u);
    expect(renderAnnotations({ ...RECORDED, reasons: [] }, manifest)).toBe('');
  });

  it('are one command a line, whatever others wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const lines = renderAnnotations(hostile(HOSTILE + text), { ...manifest, file: text }).split('\n');
        return (
          lines.length === 3 &&
          lines.slice(0, 2).every((line) => /^::error [^\n\r]*::[^\n\r]*$/u.test(line) && line.startsWith('::error file='))
        );
      }),
    );
  });
});

/** Tags are balanced, attributes quoted, entities known, characters such as XML 1.0 allows. */
function wellFormed(xml: string): boolean {
  if (/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(xml)) return false;
  const open: string[] = [];
  const body = xml.replace(/^<\?xml[^?]*\?>\n/u, '');
  const rest = body.replaceAll(
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/giu,
    (_whole, closing: string, name: string, _attributes, empty: string) => {
      if (closing === '/') return open.pop() === name ? '' : '<';
      if (empty !== '/') open.push(name);
      return '';
    },
  );
  return open.length === 0 && !rest.includes('<') && rest.replaceAll(/&(?:amp|lt|gt|quot|apos|#10);/gu, '').match(/&/u) === null;
}
