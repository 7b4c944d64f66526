import { describe, expect, it } from 'vitest';
import { hostScope } from '../../../src/manifest/references/host-scope.ts';

describe('hostScope', () => {
  it.each(['localhost', 'api.localhost', '127.0.0.1', '127.9.9.9', '[::1]', '0.0.0.0', '[::ffff:7f00:1]'])('%s is loopback', (host) => {
    expect(hostScope(host)).toBe('loopback');
  });

  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.1.1',
    '169.254.1.1',
    '100.64.0.1',
    '[fd00::1]',
    '[fe80::1]',
    'redis',
    'nas.local',
    'shop.internal',
    'Shop.Test.',
  ])('%s is private', (host) => {
    expect(hostScope(host)).toBe('private');
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '[2001:db8::1]', 'example.com', 'localhost.evil.com', 'internal.acme.io'])(
    '%s is public',
    (host) => {
      expect(hostScope(host)).toBe('public');
    },
  );
});
