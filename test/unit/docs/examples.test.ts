import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../../src/faults/kinds/fault-kinds.ts';
import { parseManifest } from '../../../src/manifest/parse-manifest.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const manifests = readdirSync(join(ROOT, 'experiments'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('experiment.yaml'),
);

const SHOP = join(ROOT, 'experiments/shop');
const shop = readdirSync(SHOP).filter((file) => file.endsWith('.yaml') && file !== 'compose.yaml');

function parse(source: string, file: string) {
  const result = parseManifest(source, { file, folder: ROOT, env: {}, set: [] });
  return result.ok ? { experiment: result.experiment, problems: [] } : { experiment: null, problems: result.problems };
}

function yamlBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
}

describe('examples are true', () => {
  it.each(manifests)('experiments/%s is a valid manifest', (file) => {
    expect(parse(readFileSync(join(ROOT, 'experiments', file), 'utf8'), file).problems).toEqual([]);
  });

  it('every kind of fault has an experiment on the shop', () => {
    const shown = shop.flatMap((file) => {
      const { experiment, problems } = parse(readFileSync(join(SHOP, file), 'utf8'), file);
      expect(problems).toEqual([]);
      return experiment?.faults.map(({ settings }) => settings.type) ?? [];
    });
    expect([...new Set(shown)].toSorted()).toEqual(Object.keys(FAULT_KINDS).toSorted());
  });

  it.each(shop)('experiments/shop/%s has its lesson in the README', (file) => {
    expect(readFileSync(join(SHOP, 'README.md'), 'utf8')).toContain(`**\`${file}\`: `);
  });

  it('the quickstart takes 25 seconds at most', () => {
    const { experiment } = parse(readFileSync(join(ROOT, 'experiments/quickstart/experiment.yaml'), 'utf8'), 'quickstart');
    const { warmupMs, baselineMs, faultMs, recoveryMs } = experiment?.phases ?? {
      warmupMs: NaN,
      baselineMs: NaN,
      faultMs: NaN,
      recoveryMs: NaN,
    };
    expect(warmupMs + baselineMs + faultMs + recoveryMs).toBeLessThanOrEqual(25_000);
  });

  it('the manifest of docs/manifest.md is a valid manifest', () => {
    const blocks = yamlBlocks(readFileSync(join(ROOT, 'docs/manifest.md'), 'utf8'));
    expect(blocks.map((block) => parse(block, 'docs/manifest.md').problems)).toEqual([[]]);
  });

  it('the first manifest in the README is a valid manifest', () => {
    const blocks = yamlBlocks(readFileSync(join(ROOT, 'README.md'), 'utf8'));
    expect(blocks).toHaveLength(1);
    expect(blocks.flatMap((block) => parse(block, 'README.md').problems)).toEqual([]);
  });

  it('every page that a page links to exists', () => {
    const pages = [
      'README.md',
      'ARCHITECTURE.md',
      'experiments/README.md',
      ...readdirSync(join(ROOT, 'docs'))
        .filter(isPage)
        .map((page) => `docs/${page}`),
    ];
    const missing = pages.flatMap((page) =>
      [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map(([, link = '']) => join(ROOT, page, '..', link))
        .filter((target) => !existsSync(target)),
    );
    expect(missing).toEqual([]);
  });
});

const isPage = (name: string): boolean => name.endsWith('.md');
