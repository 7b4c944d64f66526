import { expect, it } from 'vitest';
import { localAddressAmong } from '../../../src/faults/drivers/edge-proof/local-address.ts';

it.each([
  [['127.0.0.0/8'], '127.0.0.1'],
  [['10.0.0.0/8', '127.0.0.1'], '127.0.0.1'],
  [['::1', '127.0.0.9/32'], '127.0.0.9'],
  [['0.0.0.0/0'], '127.0.0.1'],
  [['10.0.0.0/8'], null],
])('an observer among %j comes from %s', (clients, address) => {
  expect(localAddressAmong(clients)).toBe(address);
});
