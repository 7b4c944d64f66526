import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../../src/proxy/address.ts';

describe('parseAddress', () => {
  it.each([
    ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
    ['db.internal:6379', { host: 'db.internal', port: 6379 }],
    [':0', { host: '', port: 0 }],
    ['[::1]:443', { host: '::1', port: 443 }],
  ])('reads %s', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  it.each(['', 'localhost', 'localhost:', 'localhost:http', '::1:80', '1.2.3.4:65536', 'http://x:80', 'a b:1'])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('puts IPv6 hosts in brackets', () => {
    expect(formatAddress('::1', 80)).toBe('[::1]:80');
    expect(formatAddress('127.0.0.1', 80)).toBe('127.0.0.1:80');
  });
});
