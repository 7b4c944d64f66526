import { describe, expect, it } from 'vitest';
import { linkLocal } from '../../../../src/faults/drivers/docker/network/link-local.ts';
import { lookupRules, peerCommands, trafficRules } from '../../../../src/faults/drivers/docker/network/network-rules.ts';

const drop = { kind: 'cut', action: 'drop' } as const;

describe('rules for a container’s network', () => {
  it('leave what it says to itself alone, and drop the rest both ways', () => {
    expect(trafficRules('t', { way: 'both', peers: 'all', port: null, effect: drop })).toEqual([
      'add chain inet t in { type filter hook input priority -300; }',
      'add rule inet t in iifname "lo" accept',
      'add rule inet t in counter drop',
      'add chain inet t out { type filter hook output priority -300; }',
      'add rule inet t out oifname "lo" accept',
      'add rule inet t out counter drop',
    ]);
  });

  it('of a partition name their peers by sets, which can be changed while they stand', () => {
    const rules = trafficRules('t', { way: 'in', peers: 'listed', port: 6379, effect: drop });
    expect(rules.slice(0, 2)).toEqual(['add set inet t peers4 { type ipv4_addr; }', 'add set inet t peers6 { type ipv6_addr; }']);
    expect(rules).toContain('add rule inet t in ip saddr @peers4 meta l4proto { 6, 17 } th dport 6379 counter drop');
    expect(rules).toContain('add rule inet t in ip6 saddr @peers6 meta l4proto { 6, 17 } th sport 6379 counter drop');
    expect(rules.join()).not.toContain(' out ');
    expect(peerCommands('t', ['10.0.0.2', 'fd00::2'])).toEqual([
      'flush set inet t peers4',
      'flush set inet t peers6',
      'add element inet t peers4 { 10.0.0.2 }',
      'add element inet t peers6 { fd00::2 }',
    ]);
    expect(peerCommands('t', [])).toHaveLength(2);
  });

  it('that refuse let the refusals themselves through', () => {
    const rules = trafficRules('t', { way: 'out', peers: 'all', port: null, effect: { kind: 'cut', action: 'reject' } });
    expect(rules.indexOf('add rule inet t out tcp flags & rst == rst accept')).toBeLessThan(
      rules.indexOf('add rule inet t out meta l4proto 6 counter reject with tcp reset'),
    );
  });

  it('of a loss draw 32 bits for each packet', () => {
    const of = (rate: number): string =>
      trafficRules('t', { way: 'out', peers: 'all', port: null, effect: { kind: 'lose', rate } }).at(-1) ?? '';
    expect(of(0.5)).toBe('add rule inet t out meta random < 2147483648 counter drop');
    expect(of(1)).toBe('add rule inet t out counter drop');
  });

  it('for lookups stop questions or answers, at Docker’s own resolver and at others', () => {
    expect(lookupRules('t', 'error').join()).toMatch(/output.*ip daddr 127\.0\.0\.11 .*dport 53/u);
    expect(lookupRules('t', 'timeout').join()).toMatch(/input.*ip saddr 127\.0\.0\.11 .*sport 53/u);
  });
});

describe('the address of an interface on its own link', () => {
  it.each([
    ['02:42:ac:11:00:02', 'fe80::42:acff:fe11:2'],
    ['8e:f9:a8:7d:01:c0', 'fe80::8cf9:a8ff:fe7d:1c0'],
  ])('of %s is %s', (mac, address) => {
    expect(linkLocal(mac)).toBe(address);
  });

  it.each(['', '02:42', 'xx:42:ac:11:00:02'])('is none of %j', (mac) => {
    expect(linkLocal(mac)).toBeNull();
  });
});
