import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LoadEntry } from '../../../src/load/load-driver.ts';
import type { FlowStepSpec, RequestTemplate } from '../../../src/manifest/load-spec.ts';
import { exchange } from './load-entry.ts';
import type { LoadRecord } from './load-record.ts';
import type { Shop } from './shop-server.ts';

export function step(name: string, url: string, request: Partial<RequestTemplate> = {}): FlowStepSpec {
  return { ...exchange(url, 1000, request), name, extract: {}, think: null };
}

/** Needs `users` with user and age. */
export function login(shop: Shop): FlowStepSpec {
  return {
    ...step('login', `${shop.url}/login`, { method: 'POST', body: { kind: 'form', fields: [['user', '{{users.user}}']] } }),
    extract: { token: { kind: 'json', path: '$.token' }, csrf: { kind: 'header', header: 'X-Csrf' } },
  };
}

/** Takes token and cookie of `login` along. */
export function cart(shop: Shop): FlowStepSpec {
  return step('cart', `${shop.url}/cart`, {
    method: 'POST',
    auth: { kind: 'bearer', token: '{{login.token}}' },
    body: { kind: 'json', value: { csrf: '{{login.csrf}}', age: '{{users.age}}' } },
  });
}

/** Counts by step and outcome. */
export function stepOutcomes(record: LoadRecord): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const cell of record.deltas().flatMap((delta) => delta.steps ?? [])) {
    const own = (counts[cell.endpoint] ??= {});
    own[cell.outcome] = (own[cell.outcome] ?? 0) + cell.count;
  }
  return counts;
}

export function csv(name: string, text: string, order: LoadEntry['data'][number]['order'] = 'sequential'): LoadEntry['data'][number] {
  return { name, file: temporary(`${name}.csv`, text), format: 'csv', order };
}

export function temporary(name: string, text: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'shakedown-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
