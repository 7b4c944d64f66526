import { badRequestBody } from './api-error.ts';
import type { AttributeSpec } from './toxic.ts';

/** The value, if it is one for the attribute; `undefined` gives what it is when not given. Throws an ApiError (400) that says what it may be. */
export function attributeValue(value: unknown, name: string, spec: AttributeSpec): number | string {
  switch (spec.kind) {
    case 'integer': {
      const number = value ?? spec.otherwise ?? 0;
      if (typeof number === 'number' && Number.isInteger(number) && number >= spec.least && number <= spec.most) return number;
      const unit = spec.unit === '' ? '' : ` ${spec.unit}`;
      throw refusal(name, `a whole number of ${spec.least} to ${spec.most}${unit}`, number);
    }
    case 'share': {
      const number = value ?? 0;
      if (typeof number === 'number' && number >= 0 && number <= 1) return number;
      throw refusal(name, 'a number from 0 to 1', number);
    }
    case 'text': {
      const text = value ?? '';
      if (typeof text === 'string' && (text === '' || spec.pattern.test(text))) return text;
      throw refusal(name, spec.words, text);
    }
    default:
      return spec satisfies never;
  }
}

function refusal(name: string, allowed: string, value: unknown): Error {
  return badRequestBody(`${name} must be ${allowed}, not ${JSON.stringify(value).slice(0, 200)}`);
}
