import { isDeepEqual } from './is-deep-equal.ts';
import { parseJsonPath, valuesAt } from './json-path.ts';
import type { ResponseView } from './response-view.ts';
import type { CheckSpec, TextTest } from '../../manifest/load-spec.ts';

export type ResponseTest = (response: ResponseView) => boolean;

/** Whether an answer holds what it must. @throws Error for a path that the manifest's checks let through by mistake */
export function responseTest(check: CheckSpec): ResponseTest {
  switch (check.kind) {
    case 'header':
      return (response) => passes(response.header(check.header), check.test);
    case 'body':
      return (response) => response.text.includes(check.contains);
    case 'json': {
      const path = parseJsonPath(check.path);
      if (path === null) throw new Error(`${check.path} is not a JSONPath`);
      return ({ json }) => {
        const found = json === undefined ? [] : valuesAt(path, json);
        return check.equals === undefined ? found.length > 0 : found.some((value) => isDeepEqual(value, check.equals));
      };
    }
    default:
      return check satisfies never;
  }
}

function passes(value: string | null, test: TextTest): boolean {
  if (value === null) return false;
  switch (test.kind) {
    case 'exists':
      return true;
    case 'equals':
      return value === test.value;
    case 'contains':
      return value.includes(test.value);
    default:
      return test satisfies never;
  }
}
