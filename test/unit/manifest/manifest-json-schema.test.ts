import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestJsonSchema } from '../../../src/manifest/manifest-json-schema.ts';

describe('manifestJsonSchema', () => {
  it('is what schema/experiment.schema.json holds (regenerate with `shakedown schema`)', () => {
    const kept = readFileSync(new URL('../../../schema/experiment.schema.json', import.meta.url), 'utf8');
    expect(`${JSON.stringify(manifestJsonSchema(), null, 2)}\n`).toBe(kept);
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'properties') {
          for (const [name, property] of Object.entries(value as Record<string, { description?: string }>)) {
            if (property.description === undefined || property.description === '') undescribed.push(`${path}.${name}`);
          }
        }
        visit(value, `${path}.${key}`);
      }
    };
    visit(manifestJsonSchema(), '');
    expect(undescribed).toEqual([]);
  });

  it('admits placeholders where units, numbers and choices stand', () => {
    const text = JSON.stringify(manifestJsonSchema());
    const rate = /"rate":\{.*?"pattern":"(.*?)","/u.exec(text)?.[1] ?? '';
    const pattern = new RegExp(JSON.parse(`"${rate}"`) as string, 'u');
    for (const accepted of ['200/s', '600/m', '${RATE}', '{{rate}}', '${RATE:-200}/s']) expect(accepted).toMatch(pattern);
    for (const refused of ['200', '200rps', '']) expect(refused).not.toMatch(pattern);
  });
});
