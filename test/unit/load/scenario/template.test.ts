import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asJson, inForm, inHeader, inUrl, plainText } from '../../../../src/load/scenario/escapes.ts';
import { jsonTemplate } from '../../../../src/load/scenario/json-template.ts';
import { MissingValue, textTemplate, type LookUp } from '../../../../src/load/scenario/template.ts';

const VALUES = new Map<string, unknown>([
  ['users.name', 'Ann & "Bob"'],
  ['users.age', 30],
  ['login.tags', ['a']],
]);
const values: LookUp = (source, part) => VALUES.get(`${source}.${part}`);

describe('textTemplate', () => {
  it('fills in what has a dot, and leaves other text alone', () => {
    expect(textTemplate('a {{users.age}} b {{ users.age }}', plainText).render(values)).toBe('a 30 b 30');
    expect(textTemplate('{{login.tags}}', plainText).render(values)).toBe('["a"]');
  });

  it('a text without templates is fixed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{{'));
        expect(textTemplate(text, plainText).fixed).toBe(text);
      }),
    );
  });

  it('says what is missing', () => {
    expect(() => textTemplate('{{users.nope}}', plainText).render(values)).toThrow(new MissingValue('nothing fills {{users.nope}}'));
  });

  it.each([
    ['a URL', inUrl, 'Ann%20%26%20%22Bob%22'],
    ['a form', inForm, 'Ann+%26+%22Bob%22'],
    ['JSON', asJson, '"Ann & \\"Bob\\""'],
  ])('escapes for %s', (_, escape, written) => {
    expect(textTemplate('{{users.name}}', escape).render(values)).toBe(written);
  });

  it('nothing that fills a header can begin another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(inHeader(value)).not.toMatch(/[\r\n\0]/);
      }),
    );
  });

  it('whatever fills a URL is one component of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(inUrl(value)).toMatch(/^[\w.~!*'()%-]*$/);
      }),
    );
  });
});

describe('jsonTemplate', () => {
  it('a text that is one template takes the value’s own type; within a text it becomes text', () => {
    const template = jsonTemplate({ age: '{{users.age}}', who: 'Mx {{users.name}}', list: [1, null, '{{login.tags}}'] });
    expect(JSON.parse(template.render(values))).toEqual({ age: 30, who: 'Mx Ann & "Bob"', list: [1, null, ['a']] });
  });

  it('JSON without templates goes through as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('{{'));
        expect(jsonTemplate(value).fixed).toBe(JSON.stringify(value));
      }),
    );
  });

  it('whatever a value holds, the result is JSON with that value in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = jsonTemplate({ a: 'x{{s.v}}y', b: '{{s.v}}' }).render(() => value);
        expect(JSON.parse(text)).toEqual({ a: `x${value}y`, b: value });
      }),
    );
  });
});
