import { describe, expect, it } from 'vitest';
import { ownTorrent, readOwn, writeOwn } from '../../../../engine/core/foreign/own.ts';
import type { ForeignTorrent } from '../../../../engine/core/foreign/types.ts';
import type { InfoHash } from '../../../../engine/core/ids.ts';
import { plainCategory } from '../../../../engine/core/organise/categories.ts';

const ID = 'a'.repeat(40) as InfoHash;
const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const toBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

const TORRENT: ForeignTorrent = {
  infoHash: ID,
  name: 'a film',
  metainfo: Uint8Array.of(1, 2, 3),
  magnet: undefined,
  savePath: '/data',
  otherPaths: [],
  finalPath: '/done',
  paths: ['a film/a', 'a film/b'],
  partSuffix: '',
  partsFile: '',
  priorities: [0, 7],
  paused: true,
  category: 'films/4k',
  tags: ['live', 'rock'],
  trackers: [['http://a/announce'], []],
  wishes: {
    sequential: true,
    firstLast: true,
    superSeeding: true,
    forced: true,
    shareWaived: true,
    shareReached: 'idle-time',
    downLimit: 1_000,
    upLimit: 2_000,
    share: { ratio: 1.5, action: 'super-seed', keepOnlySeed: true },
    webSeeds: [{ url: 'http://c/', kind: 'pieces' }],
  },
  downloaded: 1,
  uploaded: 2,
  wasted: 3,
  addedAt: 4,
  completedAt: 5,
  activeMs: 6,
  seedingMs: 7,
  quietMs: 8,
  have: { kind: 'pieces', bits: Uint8Array.of(0b1010_0000) },
  savedAt: 9,
};

const ORGANISATION = {
  categories: [
    { ...plainCategory('films/4k'), savePath: '/films', upLimit: 5, share: { ratio: 2 } },
  ],
  tags: ['live', 'rock', 'unused'],
};

function written(): string {
  return writeOwn([TORRENT], ORGANISATION, toText);
}

describe('our own export', () => {
  it('brings everything back that it was given', () => {
    const read = readOwn(written(), 'x.json');
    if (!read.ok) throw new Error(read.message);
    const { torrents, ...organisation } = read.value;
    expect(organisation).toEqual(ORGANISATION);
    expect(torrents).toHaveLength(1);
    const torrent = ownTorrent(torrents[0], TORRENT.metainfo, toBytes, 'x.json');
    expect(torrent).toEqual({ ok: true, value: TORRENT });
  });

  it.each([
    ['cut off', written().slice(0, -20)],
    ['empty', ''],
    ['something else', '{"a":1}'],
    ['no object', '[1]'],
  ])('that is %s is damaged, and told by its name', (_what, text) => {
    const read = readOwn(text, '/e/skein-export.json');
    expect(read).toMatchObject({ ok: false, code: 'export-damaged' });
    expect(read.ok || read.message).toContain('/e/skein-export.json');
  });

  it('of a later version is not guessed at', () => {
    const text = written().replace('"format": 1', '"format": 2');
    expect(readOwn(text, 'x')).toMatchObject({ ok: false, code: 'export-newer' });
  });

  it('an entry that lost what it is about is told by its name, one without its file as half', () => {
    const entry = JSON.parse(written()).torrents[0];
    const parse = (value: unknown, metainfo = TORRENT.metainfo) =>
      ownTorrent(value, metainfo, toBytes, 'x');
    for (const damaged of [
      { ...entry, infoHash: 'short' },
      { ...entry, savePath: 1 },
      null,
      'text',
    ])
      expect(parse(damaged)).toMatchObject({ ok: false, code: 'export-damaged' });
    const lost = parse({ ...entry, infoHash: 1 });
    expect(lost.ok || lost.message).toContain('a film');
    expect(ownTorrent(entry, undefined, toBytes, 'x')).toMatchObject({ code: 'foreign-half' });
  });

  it('what does not fit in an entry is left out, and the rest comes', () => {
    const entry = {
      ...JSON.parse(written()).torrents[0],
      uploaded: -5,
      downloaded: 'many',
      priorities: 'none',
      tags: 7,
      wishes: { upLimit: -1, forced: 'yes', share: { ratio: 'x' }, shareReached: 'never' },
    };
    expect(ownTorrent(entry, TORRENT.metainfo, toBytes, 'x')).toMatchObject({
      ok: true,
      value: { uploaded: 0, downloaded: 0, priorities: [], tags: [], wishes: {}, addedAt: 4 },
    });
  });
});
