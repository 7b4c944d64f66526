import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonPath, valuesAt } from '../../../../src/load/scenario/json-path.ts';

const DOCUMENT = {
  token: 't',
  items: [{ id: 7, tags: ['a', 'b'] }, { id: 8 }],
  'odd key': { "it's": 1 },
  deep: { deep: { id: 9 } },
  none: null,
};

describe('JSONPath', () => {
  it.each([
    ['$', [DOCUMENT]],
    ['$.token', ['t']],
    ["$['token']", ['t']],
    ['$["odd key"]["it\'s"]', [1]],
    ["$['odd key']['it\\'s']", [1]],
    ['$.items[0].id', [7]],
    ['$.items[-1].id', [8]],
    ['$.items[*].id', [7, 8]],
    ['$.items.*.id', [7, 8]],
    ['$..id', [7, 8, 9]],
    ['$..tags[1]', ['b']],
    ['$..[0]', [DOCUMENT.items[0], 'a']],
    ['$.none', [null]],
    ['$.items[9]', []],
    ['$.token.length', []],
    ['$.items.length', []],
    ['$.constructor', []],
    ['$.__proto__', []],
  ])('%s', (path, found) => {
    expect(valuesAt(parseJsonPath(path) ?? [], DOCUMENT)).toEqual(found);
  });

  it.each(['', 'token', '.token', '$token', '$.', '$.[0]', '$..', '$[', '$[0', '$[1:2]', '$[?(@.id)]', '$.a b', '$[abc]', '$.a..'])(
    'is not one that we know: %s',
    (path) => {
      expect(parseJsonPath(path)).toBeNull();
    },
  );

  it('never throws, whatever the path and the document', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\$[.[\]*a0'"-]{0,12}$/)), fc.jsonValue(), (text, document) => {
        const path = parseJsonPath(text);
        if (path !== null) expect(Array.isArray(valuesAt(path, document))).toBe(true);
      }),
    );
  });

  it('finds its way in lists longer than a call has arguments, and deeper than the stack', () => {
    expect(
      valuesAt(
        parseJsonPath('$..id') ?? [],
        Array.from({ length: 300_000 }, (_, id) => ({ id })),
      ),
    ).toHaveLength(300_000);
    let deep: unknown = { id: 1 };
    for (let n = 0; n < 50_000; n++) deep = [deep];
    expect(valuesAt(parseJsonPath('$..id') ?? [], deep)).toEqual([1]);
  });

  it('looks at each place once, however often the path says “at any depth”', () => {
    let deep: unknown = { y: 1 };
    for (let n = 0; n < 20_000; n++) deep = { x: deep };
    expect(valuesAt(parseJsonPath('$..x..x..y') ?? [], deep)).toEqual([1]);
  });
});
