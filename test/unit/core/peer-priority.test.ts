import { describe, expect, test } from 'vitest';
import { peerPriority } from '../../../engine/core/peer-priority.ts';

const at = (host: string, port = 6881) => ({ host, port });

describe('canonical peer priority (BEP 40)', () => {
  test.each([
    ['123.213.32.10', '98.76.54.32', 0xec2d7224],
    ['123.213.32.10', '123.213.32.234', 0x99568189],
  ])('%s and %s arrive at the same number, the one of the proposal', (a, b, priority) => {
    expect(peerPriority(at(a), at(b))).toBe(priority);
    expect(peerPriority(at(b), at(a))).toBe(priority);
  });

  test('only the network counts, more closely the nearer two are', () => {
    const us = at('1.2.3.4');
    // Bits that the mask of strangers leaves out.
    expect(peerPriority(us, at('9.8.0.0'))).toBe(peerPriority(us, at('9.8.170.170')));
    expect(peerPriority(us, at('1.2.9.0'))).toBe(peerPriority(us, at('1.2.9.170')));
    expect(peerPriority(us, at('1.2.3.0'))).not.toBe(peerPriority(us, at('1.2.3.170')));
    const six = at('2001:db8:1:1::1');
    expect(peerPriority(six, at('2001:db9::1'))).toBe(peerPriority(six, at('2001:db9::aaaa:1')));
    expect(peerPriority(six, at('2001:db8:1:2::1'))).not.toBe(
      peerPriority(six, at('2001:db8:1:3::1')),
    );
  });

  test('ports tell those of one address apart; two families have nothing in common', () => {
    const us = at('1.2.3.4', 1);
    expect(peerPriority(us, at('1.2.3.4', 2))).not.toBe(peerPriority(us, at('1.2.3.4', 3)));
    expect(peerPriority(us, at('1.2.3.4', 2))).toBe(peerPriority(at('1.2.3.4', 2), us));
    expect(peerPriority(us, at('::1'))).toBe(0);
  });
});
