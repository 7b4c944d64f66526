import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CookieJar } from '../../../../src/load/scenario/cookie-jar.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const shop = new URL('http://www.shop.test/account/login');

function jar(...headers: string[]): CookieJar {
  const one = new CookieJar();
  for (const header of headers) one.store(header, shop, NOW);
  return one;
}

const at = (url: string): URL => new URL(url);

describe('CookieJar', () => {
  it('sends back what it was given, longest paths first', () => {
    const cookies = jar('a=1; Path=/', 'b=2; Path=/account', 'c="x=y"; Path=/; HttpOnly');
    expect(cookies.header(at('http://www.shop.test/account/x'))).toBe('b=2; a=1; c="x=y"');
    expect(cookies.header(at('http://www.shop.test/accounts'))).toBe('a=1; c="x=y"');
  });

  it('without a path, a cookie is for the folder that gave it', () => {
    const cookies = jar('a=1');
    expect(cookies.header(at('http://www.shop.test/account/cart'))).toBe('a=1');
    expect(cookies.header(at('http://www.shop.test/'))).toBeNull();
  });

  it('stays with its host, unless it names a domain above', () => {
    expect(jar('a=1; Path=/').header(at('http://api.shop.test/'))).toBeNull();
    expect(jar('a=1; Path=/; Domain=.Shop.test').header(at('http://api.shop.test/'))).toBe('a=1');
    expect(jar('a=1; Path=/; Domain=other.test').isEmpty).toBe(true);
    expect(jar('a=1; Path=/; Domain=hop.test').isEmpty).toBe(true);
  });

  it('secure cookies need TLS, or this very machine', () => {
    expect(jar('a=1; Path=/; Secure').header(at('http://www.shop.test/'))).toBeNull();
    expect(jar('a=1; Path=/; Secure').header(at('https://www.shop.test/'))).toBe('a=1');
    const local = new CookieJar();
    local.store('a=1; Path=/; Secure', at('http://127.0.0.1:8080/'), NOW);
    expect(local.header(at('http://127.0.0.1:9090/'))).toBe('a=1');
  });

  it('a new value replaces the old; one that has expired deletes it', () => {
    expect(jar('a=1; Path=/', 'a=2; Path=/').header(shop)).toBe('a=2');
    expect(jar('a=1; Path=/', 'a=; Path=/; Max-Age=0').isEmpty).toBe(true);
    expect(jar('a=1; Path=/', 'a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT').isEmpty).toBe(true);
    expect(jar('a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT').header(shop)).toBe('a=1');
  });

  it('passes over what is no cookie, keeps a bounded number, and never throws', () => {
    expect(jar('', '=1', 'nonsense', `a=${'x'.repeat(5000)}`).isEmpty).toBe(true);
    const many = jar(...Array.from({ length: 500 }, (_, n) => `c${n}=1; Path=/`));
    expect(many.header(shop)?.split('; ').length).toBe(50);
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(() => jar(header).header(shop)).not.toThrow();
      }),
    );
  });
});
