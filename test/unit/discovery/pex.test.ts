import { describe, expect, test } from 'vitest';
import type { PexContact } from '../../../engine/core/wire/extended/pex.ts';
import { PexBook, PexRoll } from '../../../engine/discovery/pex.ts';

const contact = (host: string, port = 6881): PexContact => ({ endpoint: { host, port }, flags: 0 });
const many = (count: number): PexContact[] =>
  Array.from({ length: count }, (_, i) => contact(`8.0.${i >> 8}.${i & 255}`));
const minute = 60_000;

describe('peer exchange', () => {
  test('tells each contact once, fifty at a time, and no more often than once a minute', () => {
    const book = new PexBook();
    const all = many(120);
    expect(book.next(1, '8.8.8.8', new PexRoll(all), 0)?.added).toEqual(all.slice(0, 50));
    expect(book.next(1, '8.8.8.8', new PexRoll(all), minute - 1)).toBeUndefined();
    expect(book.next(1, '8.8.8.8', new PexRoll(all), minute)?.added).toEqual(all.slice(50, 100));
    expect(book.next(1, '8.8.8.8', new PexRoll(all), 2 * minute)?.added).toEqual(all.slice(100));
    expect(book.next(1, '8.8.8.8', new PexRoll(all), 3 * minute)).toBeUndefined();
  });

  test('tells who left, to those who were told of them', () => {
    const book = new PexBook();
    const [gone, stays] = many(2) as [PexContact, PexContact];
    book.next(1, '8.8.8.8', new PexRoll([gone, stays]), 0);
    expect(book.next(1, '8.8.8.8', new PexRoll([stays]), minute)).toEqual({
      added: [],
      dropped: [gone.endpoint],
    });
    expect(book.next(2, '8.8.8.8', new PexRoll([stays]), minute)).toEqual({
      added: [stays],
      dropped: [],
    });
  });

  test('tells of changes to a peer that knew all of the roll before', () => {
    const book = new PexBook();
    const [first, second] = many(2) as [PexContact, PexContact];
    const roll = new PexRoll([first]);
    book.next(1, '8.8.8.8', roll, 0);
    expect(book.next(1, '8.8.8.8', roll, minute)).toBeUndefined();
    expect(roll.has([first])).toBe(true);
    expect(roll.has([first, second])).toBe(false);
    expect(roll.has([{ ...first, flags: 2 }])).toBe(false);
    const later = new PexRoll([first, second]);
    expect(book.next(1, '8.8.8.8', later, minute)?.added).toEqual([second]);
  });

  test('does not tell a peer of itself', () => {
    const book = new PexBook();
    const [self, other] = many(2) as [PexContact, PexContact];
    const roll = new PexRoll([self, other]);
    expect(book.next(1, '8.8.8.8', roll, 0, self.endpoint)?.added).toEqual([other]);
  });

  test('does not tell public peers of private addresses, nor believe them', () => {
    const book = new PexBook();
    const list = [contact('192.168.1.5'), contact('127.0.0.1'), contact('8.8.4.4')];
    expect(book.next(1, '8.8.8.8', new PexRoll(list), 0)?.added).toEqual([contact('8.8.4.4')]);
    const heard = book.heard(1, '8.8.8.8', { added: list, dropped: [] }, 0);
    expect(heard).toEqual({ kind: 'peers', peers: [{ host: '8.8.4.4', port: 6881 }] });
    expect(book.heard(2, '192.168.1.9', { added: list, dropped: [] }, 0)).toEqual({
      kind: 'peers',
      peers: [
        { host: '192.168.1.5', port: 6881 },
        { host: '8.8.4.4', port: 6881 },
      ],
    });
  });

  test('takes few ports of one public address', () => {
    const book = new PexBook();
    const added = Array.from({ length: 20 }, (_, i) => contact('8.8.4.4', 1000 + i));
    const heard = book.heard(1, '8.8.8.8', { added, dropped: [] }, 0);
    expect(heard.kind === 'peers' && heard.peers.length).toBe(3);
  });

  test('passes over messages that come too often, and calls a flood a flood', () => {
    const book = new PexBook();
    const message = { added: many(1), dropped: [] };
    expect(book.heard(1, '8.8.8.8', message, 0).kind).toBe('peers');
    for (let i = 1; i <= 5; i++)
      expect(book.heard(1, '8.8.8.8', message, i * 1000).kind).toBe('too-often');
    expect(book.heard(1, '8.8.8.8', message, 6_000).kind).toBe('flood');
    expect(book.heard(2, '8.8.8.8', message, 6_000).kind).toBe('peers');
  });
});
