import { describe, expect, it } from 'vitest';
import { responseTest } from '../../../../src/load/scenario/check-response.ts';
import { extraction } from '../../../../src/load/scenario/extraction.ts';
import type { ResponseView } from '../../../../src/load/scenario/response-view.ts';
import type { CheckSpec, ExtractSpec } from '../../../../src/manifest/load-spec.ts';

const view: ResponseView = {
  header: (name) => ({ 'content-type': 'application/json; charset=utf-8' })[name.toLowerCase()] ?? null,
  text: '{"items":[{"id":7,"at":{"x":1,"y":[2]}}],"token":"t-1"}',
  json: { items: [{ id: 7, at: { x: 1, y: [2] } }], token: 't-1' },
};

describe('responseTest', () => {
  it.each<[CheckSpec, boolean]>([
    [{ kind: 'header', header: 'Content-Type', test: { kind: 'exists' } }, true],
    [{ kind: 'header', header: 'content-type', test: { kind: 'contains', value: 'json' } }, true],
    [{ kind: 'header', header: 'content-type', test: { kind: 'equals', value: 'application/json' } }, false],
    [{ kind: 'header', header: 'etag', test: { kind: 'contains', value: '' } }, false],
    [{ kind: 'body', contains: '"token"' }, true],
    [{ kind: 'body', contains: 'error' }, false],
    [{ kind: 'json', path: '$.items[0].id', equals: 7 }, true],
    [{ kind: 'json', path: '$.items[0].id', equals: '7' }, false],
    [{ kind: 'json', path: '$.items[*].at', equals: { y: [2], x: 1 } }, true],
    [{ kind: 'json', path: '$.items[*].at', equals: { x: 1 } }, false],
    [{ kind: 'json', path: '$.token', equals: undefined }, true],
    [{ kind: 'json', path: '$.nope', equals: undefined }, false],
  ])('%j is %s', (check, holds) => {
    expect(responseTest(check)(view)).toBe(holds);
  });

  it('a body that is not JSON holds nothing', () => {
    expect(responseTest({ kind: 'json', path: '$', equals: undefined })({ ...view, json: undefined })).toBe(false);
  });
});

describe('extraction', () => {
  it.each<[ExtractSpec, unknown]>([
    [{ kind: 'json', path: '$.items[0].id' }, 7],
    [{ kind: 'json', path: '$.nope' }, undefined],
    [{ kind: 'header', header: 'Content-Type' }, 'application/json; charset=utf-8'],
    [{ kind: 'header', header: 'etag' }, undefined],
    [{ kind: 'regex', pattern: '"token":"([^"]+)"' }, 't-1'],
    [{ kind: 'regex', pattern: 't-\\d' }, 't-1'],
    [{ kind: 'regex', pattern: 'nope' }, undefined],
  ])('%j finds %j', (spec, found) => {
    expect(extraction(spec, (pattern) => new RegExp(pattern))(view)).toEqual(found);
  });
});
