import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type CallName, calls } from '../../../preload/contract/calls.ts';
import { desktopDefaults, isDesktopChange } from '../../../preload/contract/desktop-settings.ts';

const id = 'a'.repeat(40);
const parses = (name: CallName, value: unknown): boolean =>
  v.safeParse(calls[name].argument, value).success;

const scene = { selected: id.repeat(3), scroll: 0, rows: 3, text: '', facets: {} };

describe('the arguments of calls', () => {
  test('what fits is taken', () => {
    expect(parses('start', undefined)).toBe(true);
    expect(parses('pause', { ids: [id] })).toBe(true);
    expect(parses('openPaths', { paths: ['/a.torrent'] })).toBe(true);
    expect(parses('openBytes', { name: 'x', bytes: new Uint8Array(3) })).toBe(true);
    expect(parses('acceptOffers', [{ offer: 'offer-1', savePath: '/x', paused: false }])).toBe(
      true,
    );
    expect(parses('details', { id, part: 'peers' })).toBe(true);
    expect(parses('setDesktop', { theme: 'dark', skipAddDialog: true })).toBe(true);
    expect(parses('keepScene', scene)).toBe(true);
    expect(parses('copyText', { text: 'a name of a torrent\n'.repeat(50_000) })).toBe(true);
    expect(parses('keepScene', { ...scene, selected: '' })).toBe(true);
    expect(parses('keepFirst', { ids: [id] })).toBe(true);
  });

  test('what does not is refused', () => {
    const bad: [CallName, unknown][] = [
      ['start', null],
      ['start', {}],
      ['pause', { ids: [] }],
      ['pause', { ids: [id.toUpperCase()] }],
      ['pause', { ids: [id], more: 1 }],
      ['pause', { ids: new Array(200_001).fill(id) }],
      ['openPaths', { paths: ['/a\0b'] }],
      ['openPaths', { paths: [''] }],
      ['openPaths', { paths: ['x'.repeat(5000)] }],
      ['openBytes', { name: 'x', bytes: [1, 2] }],
      ['openBytes', { name: 'x', bytes: new Uint8Array(10 * 1024 * 1024 + 1) }],
      ['acceptOffers', [{ offer: '../1', savePath: '/x', paused: false }]],
      ['acceptOffers', [{ offer: 'offer-1', savePath: '/x', paused: 'no' }]],
      ['acceptOffers', [{ offer: 'offer-1', savePath: '/x', paused: true, priorities: [2] }]],
      ['details', { id, part: 'everything' }],
      ['setDesktop', { theme: 'pink' }],
      ['setDesktop', { toString: 1 }],
      ['setDesktop', JSON.parse('{"__proto__": {"theme": "dark"}, "x": 1}')],
      ['setDesktop', [1]],
      ['reveal', { id, file: -1 }],
      ['reveal', { id, file: 1.5 }],
      ['keepScene', { ...scene, selected: `${id}a` }],
      ['keepScene', { ...scene, selected: id.toUpperCase() }],
      ['keepFirst', { ids: new Array(101).fill(id) }],
    ];
    for (const [name, value] of bad) {
      expect(parses(name, value), name).toBe(false);
    }
  });
});

test('the defaults of the desktop are valid themselves', () => {
  expect(isDesktopChange(desktopDefaults)).toBe(true);
});
