import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../../../../engine/core/bencode/encode.ts';
import { readDelugeState } from '../../../../engine/core/foreign/deluge.ts';
import { libtorrentTorrent } from '../../../../engine/core/foreign/libtorrent.ts';
import { readPickle } from '../../../../engine/core/foreign/pickle.ts';
import { readDict } from '../../../../engine/core/foreign/read.ts';
import { transmissionTorrent } from '../../../../engine/core/foreign/transmission.ts';
import { foreignBits } from '../../../../engine/core/foreign/types.ts';
import type { InfoHash } from '../../../../engine/core/ids.ts';
import type { Info } from '../../../../engine/core/metainfo/types.ts';

const ID = 'a'.repeat(40) as InfoHash;
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function dict(value: Parameters<typeof encodeBencode>[0]) {
  const read = readDict(encodeBencode(value), 'x');
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

/** What Python writes for an object of one class with one attribute. */
const pickled = (attribute: string): Uint8Array =>
  bytes(
    `\x80\x02cdeluge.core.torrentmanager\nTorrentManagerState\nq\x00)\x81q\x01}q\x02X\x08\x00\x00\x00torrentsq\x03]q\x04cdeluge.core.torrentmanager\nTorrentState\nq\x05)\x81q\x06}q\x07(X\n\x00\x00\x00torrent_idq\x08X(\x00\x00\x00${ID}q\tX\x06\x00\x00\x00pausedq\n${attribute}X\x09\x00\x00\x00save_pathq\x0bX\x05\x00\x00\x00/dataubasb.`,
  );

describe('the state of Deluge', () => {
  it('is read as data: nothing is called, classes are names', () => {
    const state = readDelugeState(pickled('\x88'), 'torrents.state');
    expect(state).toEqual({
      ok: true,
      value: [{ infoHash: ID, name: '', paused: true, savePath: '/data', magnet: undefined }],
    });
  });

  it('numbers, tuples and texts of all sizes come as they are', () => {
    const value = readPickle(
      bytes('\x80\x02(K\x05M\x00\x01J\xff\xff\xff\xff\x8a\x02\x00\x80NX\x01\x00\x00\x00at.'),
    );
    expect(value).toEqual({ ok: true, value: [5, 256, -1, -32_768, null, 'a'] });
  });

  it.each([
    ['nothing', ''],
    ['an end in the middle', '\x80\x02X\xff\xff\x00\x00a'],
    ['no such instruction', '\x80\x02\xfe.'],
    ['an empty stack', '\x80\x02a.'],
    ['a reference to nothing', '\x80\x02h\x07.'],
  ])('%s is a fault, not an exception', (_what, text) => {
    expect(readPickle(bytes(text))).toMatchObject({ ok: false, code: 'pickle-damaged' });
    expect(readDelugeState(bytes(text), 'x')).toMatchObject({ ok: false, code: 'foreign-damaged' });
  });
});

describe('what libtorrent keeps', () => {
  const beside = { infoHash: ID, metainfo: new Uint8Array(1), savedAt: 5 };
  it('is paused by the user only where the queue has no say', () => {
    const paused = (paused: number, auto: number) =>
      libtorrentTorrent(dict({ paused, auto_managed: auto }), beside).paused;
    expect([paused(1, 0), paused(1, 1), paused(0, 0)]).toEqual([true, false, false]);
  });

  it('has priorities, totals, times, paths and pieces', () => {
    const resume = dict({
      save_path: '/data',
      file_priority: [0, 1, 4, 7],
      mapped_files: ['a\\b', 'c', 'd', 'e'],
      total_uploaded: 7,
      total_downloaded: -1,
      added_time: 3,
      pieces: Uint8Array.of(1, 0, 3),
    });
    expect(libtorrentTorrent(resume, beside)).toMatchObject({
      savePath: '/data',
      priorities: [0, 1, 4, 7],
      paths: ['a/b', 'c', 'd', 'e'],
      uploaded: 7,
      downloaded: 0,
      addedAt: 3_000,
      have: { kind: 'bytes', bytes: Uint8Array.of(1, 0, 3) },
    });
  });
});

describe('what Transmission keeps', () => {
  it('has wishes in two lists, and grows elsewhere until it is complete', () => {
    const torrent = transmissionTorrent(
      dict({
        destination: '/done',
        'incomplete-dir': '/growing',
        dnd: [1, 0, 0, 0],
        priority: [0, -1, 0, 1],
        progress: { blocks: Uint8Array.of(0xf0) },
        labels: ['live'],
      }),
      ID,
      new Uint8Array(1),
      undefined,
      5,
    );
    expect(torrent).toMatchObject({
      savePath: '/growing',
      priorities: [0, 1, 4, 7],
      tags: ['live'],
      have: { kind: 'blocks' },
    });
  });
});

it('a piece is had when all its blocks are, and none is claimed that was not', () => {
  const info = { pieceCount: 3, pieceLength: 32_768, length: 70_000 } as Info;
  const bits = (...args: Parameters<typeof foreignBits>) => foreignBits(...args)[0];
  expect(bits(info, { kind: 'blocks', bits: Uint8Array.of(0b11_10_1000) })).toBe(0b1010_0000);
  expect(bits(info, { kind: 'bytes', bytes: Uint8Array.of(0, 1) })).toBe(0b0100_0000);
  expect(bits(info, { kind: 'pieces', bits: Uint8Array.of(0xff) })).toBe(0b1110_0000);
  expect(bits(info, { kind: 'all' })).toBe(0b1110_0000);
  expect(bits(info, undefined)).toBe(0);
});
