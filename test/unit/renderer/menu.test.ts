import { expect, test } from 'vitest';
import { desktopDefaults } from '../../../preload/contract/desktop-settings.ts';
import type { TorrentSnapshot } from '../../../preload/contract/index.ts';
import {
  line,
  type MenuEntry,
  type MenuTarget,
  marked,
  visibleEntries,
} from '../../../renderer/features/torrents/menu/entry.ts';
import { makeTorrents } from '../../../renderer/mock/swarm.ts';

const target = (rows: readonly TorrentSnapshot[]): MenuTarget => ({
  ids: rows.map((row) => row.id),
  rows,
  single: rows.length === 1 ? rows[0] : undefined,
  desktop: desktopDefaults,
});
const action = (id: string, isShown = true): MenuEntry => ({
  kind: 'action',
  id,
  label: () => id,
  shown: () => isShown,
  run: () => undefined,
});
const names = (entries: readonly MenuEntry[]): string[] =>
  visibleEntries(entries, target([])).map((entry) => (entry.kind === 'line' ? '-' : entry.id));

test('a menu has no line at its ends and never two in a row, whatever is hidden', () => {
  expect(names([line, action('a'), line, action('b', false), line, action('c'), line])).toEqual([
    'a',
    '-',
    'c',
  ]);
  expect(names([line, action('a', false), line])).toEqual([]);
});

test('a mark is on, off, or on for some', () => {
  const [one, two] = makeTorrents(2).map((row) => ({ ...row, private: false }));
  if (one === undefined || two === undefined) throw new Error('no torrents');
  const isPrivate = (row: TorrentSnapshot): boolean => row.private;
  expect(marked(target([one, two]), isPrivate)).toBe(false);
  expect(marked(target([{ ...one, private: true }, two]), isPrivate)).toBe('mixed');
  expect(marked(target([{ ...one, private: true }]), isPrivate)).toBe(true);
});
