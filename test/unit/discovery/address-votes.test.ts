import { describe, expect, it } from 'vitest';
import { AddressVotes } from '../../../engine/discovery/address-votes.ts';

describe('votes on our address', () => {
  it('needs four networks that agree', () => {
    const votes = new AddressVotes();
    expect(votes.vote('9.9.9.9', '1.1.1.1')).toBeUndefined();
    expect(votes.vote('9.9.9.9', '2.1.1.1')).toBeUndefined();
    for (let i = 0; i < 20; i++) expect(votes.vote('9.9.9.9', `3.1.1.${i}`)).toBeUndefined();
    expect(votes.vote('9.9.9.9', '4.1.1.1')).toBe('9.9.9.9');
  });

  it('follows a new majority, keeps the families apart, and takes no local address', () => {
    const votes = new AddressVotes();
    for (let i = 0; i < 6; i++) votes.vote('9.9.9.9', `1.${i}.1.1`);
    for (let i = 0; i < 10; i++) votes.vote('192.168.1.5', `2.${i}.1.1`);
    for (let i = 0; i < 4; i++) votes.vote('2a00::9', `3.${i}.1.1`);
    expect(votes.winner(false)).toBe('9.9.9.9');
    expect(votes.winner(true)).toBe('2a00::9');
    for (let i = 0; i < 7; i++) votes.vote('8.8.8.8', `4.${i}.1.1`);
    expect(votes.winner(false)).toBe('8.8.8.8');
  });

  it('remembers a bounded number', () => {
    const votes = new AddressVotes();
    for (let i = 0; i < 100_000; i++) votes.vote('7.7.7.7', `${i & 255}.${(i >> 8) & 255}.1.1`);
    expect(votes.winner(false)).toBe('7.7.7.7');
  });
});
