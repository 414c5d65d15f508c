import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressScope,
  canonicalIp,
  formatIp,
  isDialable,
  parseIp,
  scopeReach,
} from '../../../engine/core/address.ts';

describe('addresses', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::ffff:102:304', '1.2.3.4'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['2001:db8::1%eth0', '2001:db8::1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ])('reads %s as %s', (text, canonical) => {
    expect(canonicalIp(text)).toBe(canonical);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '0x1.2.3.4',
    '1.2.3.4 ',
    '127.1',
    '2130706433',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '1.2.3.4::',
    '::1.2.3',
    'localhost',
    '1:2:3:4:5:6:7:8::',
    `::${':'.repeat(500)}`,
  ])('refuses %j', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  it('writes back what it read, for any address', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ minLength: 4, maxLength: 4 }),
          fc.uint8Array({ minLength: 16, maxLength: 16 }),
        ),
        (bytes) => {
          const text = formatIp(bytes);
          const back = parseIp(text);
          expect(back).toBeDefined();
          expect(formatIp(back as Uint8Array)).toBe(text);
        },
      ),
    );
  });

  it.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.0.9', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.255.255', 'private'],
    ['fd00::1', 'private'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['100.64.0.1', 'carrier-nat'],
    ['100.128.0.1', 'public'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['0.1.2.3', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['192.0.2.1', 'test-net'],
    ['2001:db8::1', 'test-net'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['64:ff9b::808:808', 'public'],
    ['2002:a00:1::', 'private'],
    ['nonsense', 'reserved'],
  ])('%s is %s', (host, scope) => {
    expect(addressScope(host)).toBe(scope);
  });

  it('dials only where a peer can be', () => {
    expect(isDialable({ host: '10.1.1.1', port: 1 })).toBe(true);
    expect(isDialable({ host: '10.1.1.1', port: 0 })).toBe(false);
    expect(isDialable({ host: '10.1.1.1', port: 65536 })).toBe(false);
    expect(isDialable({ host: '239.1.1.1', port: 80 })).toBe(false);
    expect(isDialable({ host: 'name', port: 80 })).toBe(false);
    expect(scopeReach('public')).toBeGreaterThan(scopeReach('private'));
    expect(scopeReach('private')).toBeGreaterThan(scopeReach('loopback'));
  });
});
