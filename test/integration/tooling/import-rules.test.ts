import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AREAS } from '../../../lint/areas.ts';
import { ROOT, runOxlint } from './run-oxlint.ts';

const FIXTURE = join(ROOT, 'test', 'fixtures', 'import-rules');

describe('the import directions check', () => {
  let lint: Awaited<ReturnType<typeof runOxlint>>;

  beforeAll(async () => {
    lint = await runOxlint(FIXTURE, 'lint.ts');
  });

  it('finds every violation in the fixture, and nothing that is allowed', () => {
    const found = lint.findings.filter(({ rule }) => rule === 'no-restricted-imports').map(({ file, line }) => `${file}:${line}`);
    expect(found.toSorted()).toEqual(linesMarkedRefused().toSorted());
  });

  it('is shown a violation of the rule of every area, so that no rule goes untested', () => {
    const refused = linesMarkedRefused();
    const unproven = AREAS.filter(({ path }) => !refused.some((line) => line.startsWith(`src/${path}`)));
    expect(unproven).toEqual([]);
  });

  it('finds import cycles between files that may see each other', () => {
    const cycles = lint.findings.filter(({ rule }) => rule === 'no-cycle').map(({ file }) => file);
    expect(cycles).toEqual(expect.arrayContaining(['src/slo/cycle-a.ts', 'src/slo/cycle-b.ts']));
  });

  it('runs with type information: a promise that nobody awaits is found', () => {
    expect(lint.findings).toContainEqual({ rule: 'no-floating-promises', file: 'src/app/floating-promise.ts', line: 4 });
  });
});

it('lints every source file of the project', async () => {
  const { files } = await runOxlint(ROOT, 'oxlint.config.ts');
  const sources = filesUnder(join(ROOT, 'src'));
  expect(sources.length).toBeGreaterThan(0);
  expect(files).toBeGreaterThanOrEqual(sources.length);
});

function linesMarkedRefused(): string[] {
  return filesUnder(join(FIXTURE, 'src')).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((text, index) => (text.includes('// refused') ? [`${file.slice(FIXTURE.length + 1)}:${index + 1}`] : [])),
  );
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
