import { expect, test } from 'vitest';
import { containerLabel } from '../../../src/report/words/container-label.ts';

test.each([
  ['shakedown-shop-49a7004f-api-2', 'api', 'api-2'],
  ['shop_api_1', 'api', 'api-1'],
  ['shop-big-api-12', 'big-api', 'big-api-12'],
  ['api-1', 'api', 'api-1'],
  ['my-own-name', 'api', 'my-own-name'],
  ['shop-therapi-1', 'api', 'shop-therapi-1'],
  ['shop-api-1', null, 'shop-api-1'],
])('%s of service %s is %s', (name, service, label) => {
  expect(containerLabel(name, service)).toBe(label);
});
