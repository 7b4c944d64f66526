import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { buildReport } from '../../../src/report/build-report.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportJsonSchema, reportSchema } from '../../../src/report/schema/report-schema.ts';
import { foldAll } from '../../fixtures/timelines/record-timeline.ts';
import { slowRedis } from '../../fixtures/timelines/slow-redis.ts';

type ReadOnlyDeep<T> = T extends readonly [infer First, infer Second]
  ? readonly [First, Second]
  : T extends readonly (infer Item)[]
    ? readonly ReadOnlyDeep<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: ReadOnlyDeep<T[Key]> }
      : T;
type Described = ReadOnlyDeep<z.infer<typeof reportSchema>>;

/** The compiler refuses these where the schema lacks a field of `Report`, has one too many, or differs in a type. */
const REPORT_IS_DESCRIBED: Report extends Described ? true : never = true;
const NOTHING_ELSE_IS: Described extends Report ? true : never = true;
const EVERY_KEY: keyof Report extends keyof Described ? true : never = true;

const REPORT = buildReport(foldAll(slowRedis()));

describe('the published schema of report.json', () => {
  test('describes every field of a report, at every depth', () => {
    expect([REPORT_IS_DESCRIBED, NOTHING_ELSE_IS, EVERY_KEY]).toEqual([true, true, true]);
    // Unknown keys are dropped by the parse: what comes back is what is described.
    expect(reportSchema.parse(REPORT)).toEqual(REPORT);
  });

  test('takes the report of a run that was cut off anywhere', () => {
    const events = slowRedis();
    for (let cut = 1; cut < events.length; cut += 13) {
      const report = buildReport(foldAll(events.slice(0, cut)));
      expect(reportSchema.parse(report)).toEqual(report);
    }
  });

  test('lets pass what a later version may add, and refuses what was renamed', () => {
    expect(reportSchema.safeParse({ ...REPORT, addedLater: 1 }).success).toBe(true);
    const { verdict, ...renamed } = REPORT;
    expect(reportSchema.safeParse({ ...renamed, result: verdict }).success).toBe(false);
    expect(JSON.stringify(reportJsonSchema())).not.toContain('"additionalProperties":false');
  });

  test('is the file that is published', () => {
    const published = JSON.parse(readFileSync(new URL('../../../schema/report.schema.json', import.meta.url), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
  });
});
