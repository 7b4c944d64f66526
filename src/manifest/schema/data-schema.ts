import { z } from 'zod';
import { DATA_ORDERS } from '../load-spec.ts';
import { name } from './name-schema.ts';

export const dataSchema = z.strictObject({
  name: name('For templates: `{{name.column}}`.'),
  file: z
    .string()
    .regex(/\.(?:csv|json)$/iu, { error: 'a data file ends in `.csv` or `.json`' })
    .describe('A `.csv` with a first line of column names, or a `.json` list of objects; from the manifest’s folder.'),
  order: z
    .enum(DATA_ORDERS)
    .default('sequential')
    .describe('`sequential`: row by row, then again. `random`: drawn by the seed. `unique`: row by row, each only once.'),
});

export type DataInput = z.output<typeof dataSchema>;
