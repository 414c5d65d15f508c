import { describe, expect, it } from 'vitest';
import { type Bencodable, encodeBencode } from '../../../../engine/core/bencode/encode.ts';
import { readDelugeState } from '../../../../engine/core/foreign/deluge.ts';
import { libtorrentTorrent } from '../../../../engine/core/foreign/libtorrent.ts';
import { readPickle } from '../../../../engine/core/foreign/pickle.ts';
import { qbittorrentRow, qbittorrentTorrent } from '../../../../engine/core/foreign/qbittorrent.ts';
import { readDict } from '../../../../engine/core/foreign/read.ts';
import {
  linkInTorrentFile,
  transmissionTorrent,
} from '../../../../engine/core/foreign/transmission.ts';
import { foreignBits } from '../../../../engine/core/foreign/types.ts';
import type { InfoHash } from '../../../../engine/core/ids.ts';
import type { Info } from '../../../../engine/core/metainfo/types.ts';

const ID = 'a'.repeat(40) as InfoHash;
const OTHER = 'b'.repeat(40) as InfoHash;
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function dict(value: Record<string, Bencodable>) {
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
    expect(state).toMatchObject({
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

  it('of version 1 is read as well: lines of text, of Python 2 and of Python 3', () => {
    const old = `(ideluge.core.torrentmanager\nTorrentManagerState\np0\n(dp1\nS'torrents'\np2\n(lp3\n(ideluge.core.torrentmanager\nTorrentState\np4\n(dp5\nS'torrent_id'\np6\nS'${ID}'\np7\nsS'paused'\np8\nI01\nsS'save_path'\np9\nS'/d\\xc3\\xbc\\'s'\np10\nsS'queue'\np11\nI3\nsS'stop_at_ratio'\np12\nI00\nsbasb.`;
    expect(readDelugeState(bytes(old), 'x')).toMatchObject({
      ok: true,
      value: [{ infoHash: ID, paused: true, savePath: "/dü's", queue: 3, ratio: 0 }],
    });
    const newer = `ccopy_reg\n_reconstructor\np0\n(c__main__\nTorrentManagerState\np1\nc__builtin__\nobject\np2\nNtp3\nRp4\n(dp5\nVtorrents\np6\n(lp7\ng0\n(c__main__\nTorrentState\np8\ng2\nNtp9\nRp10\n(dp11\nVtorrent_id\np12\nV${ID}\np13\nsVname\np14\nV\xfc film\np15\nsVpaused\np16\nI01\nsVsave_path\np17\nV/d\\u005cata\u20ac`;
    const rest = `\np18\nsVqueue\np19\nI3\nsVstop_at_ratio\np20\nI01\nsVstop_ratio\np21\nF2.5\nsVbig\np22\nL1099511627776L\nsVmagnet\np23\nNsVtrackers\np24\n(lp25\n(dp26\nVurl\np27\nVx\np28\nsVtier\np29\nI0\nsasVfile_priorities\np30\n(I1\nI7\ntp31\nsbasb.`;
    const state = readDelugeState(bytes(newer.replace('\u20ac', '\\u20ac') + rest), 'x');
    expect(state).toMatchObject({
      ok: true,
      value: [{ name: 'ü film', paused: true, savePath: '/d\\ata€', queue: 3, ratio: 2.5 }],
    });
  });

  it.each([
    ['nothing', ''],
    ['no number', 'Ix\n.'],
    ['a line without an end', "S'abc"],
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
  const beside = {
    infoHash: ID,
    metainfo: new Uint8Array(1),
    savedAt: 5,
    priorityOf: (value: number) => value,
  };
  it('is paused by the user only where the queue has no say', () => {
    const paused = (paused: number, auto: number) =>
      libtorrentTorrent(dict({ paused, auto_managed: auto }), beside).paused;
    expect([paused(1, 0), paused(1, 1), paused(0, 0)]).toEqual([true, false, false]);
  });

  it('has priorities, totals, times, paths and pieces', () => {
    const resume = dict({
      save_path: '/data',
      file_priority: [0, 1, 4, 7],
      mapped_files: ['', 'a\\b'],
      total_uploaded: 7,
      total_downloaded: -1,
      added_time: 3,
      pieces: Uint8Array.of(1, 0, 3),
    });
    expect(libtorrentTorrent(resume, beside)).toMatchObject({
      savePath: '/data',
      priorities: [0, 1, 4, 7],
      paths: ['', 'a/b'],
      uploaded: 7,
      downloaded: 0,
      addedAt: 3_000,
      have: { kind: 'bytes', bytes: Uint8Array.of(1, 0, 3) },
    });
  });

  it('is known by its v1 info-hash, whatever the client calls a torrent of both versions', () => {
    const v1 = new Uint8Array(20).fill(0xbb);
    expect(libtorrentTorrent(dict({ 'info-hash': v1 }), beside).infoHash).toBe(OTHER);
    expect(libtorrentTorrent(dict({ 'info-hash': new Uint8Array(20) }), beside).infoHash).toBe(ID);
  });

  it('without metadata is a link, with all that it knows of where to ask', () => {
    const resume = dict({
      'info-hash': new Uint8Array(20).fill(0xbb),
      name: 'a film',
      trackers: [['http://a/announce'], ['udp://b:1']],
      'url-list': ['http://c/'],
    });
    const { magnet, trackers } = libtorrentTorrent(resume, { ...beside, metainfo: undefined });
    expect(magnet).toBe(
      `magnet:?xt=urn:btih:${OTHER}&dn=a%20film&tr=http%3A%2F%2Fa%2Fannounce&tr=udp%3A%2F%2Fb%3A1&ws=http%3A%2F%2Fc%2F`,
    );
    expect(trackers).toBeUndefined();
  });
});

describe('what qBittorrent keeps', () => {
  const beside = { infoHash: ID, metainfo: new Uint8Array(1), savedAt: 5 };

  it('a file of the priority 1 is a normal one, 6 and 7 are high', () => {
    const priorities = (...file_priority: number[]) =>
      qbittorrentTorrent(dict({ file_priority }), beside).priorities;
    expect(priorities(0, 1, 4, 6, 7)).toEqual([0, 4, 4, 7, 7]);
    expect(priorities(1, 1)).toEqual([]);
  });

  it('its own keys say name, category, tags, limits, what is forced, and where it goes in the end', () => {
    const resume = dict({
      save_path: '/growing',
      paused: 0,
      auto_managed: 0,
      sequential_download: 1,
      super_seeding: 1,
      upload_rate_limit: 20_480,
      download_rate_limit: -1,
      'qBt-name': 'mine',
      'qBt-category': 'films/4k',
      'qBt-tags': ['a', 'b c'],
      'qBt-savePath': '/done',
      'qBt-firstLastPiecePriority': 1,
      'qBt-ratioLimit': 2_500,
      'qBt-seedingTimeLimit': -1,
      'qBt-inactiveSeedingTimeLimit': -2,
    });
    expect(qbittorrentTorrent(resume, beside)).toMatchObject({
      name: 'mine',
      category: 'films/4k',
      tags: ['a', 'b c'],
      savePath: '/growing',
      finalPath: '/done',
      paused: false,
      wishes: {
        sequential: true,
        superSeeding: true,
        firstLast: true,
        forced: true,
        upLimit: 20_480,
        share: { ratio: 2.5, seedingMinutes: 0 },
      },
    });
    expect(qbittorrentTorrent(dict({ auto_managed: 1 }), beside).wishes).toEqual({});
  });

  it('a row of its database says the same in columns', () => {
    const row: Record<string, string | number> = {
      name: 'mine',
      category: 'films',
      tags: 'a,b c',
      target_save_path: '/data',
      stopped: 0,
      operating_mode: 'Forced',
      has_outer_pieces_priority: 1,
      ratio_limit: -1_000,
      seeding_time_limit: 60,
      share_limit_action: 'RemoveWithContent',
    };
    const keys = {
      text: (key: string) => String(row[key] ?? ''),
      number: (key: string) => (typeof row[key] === 'number' ? row[key] : undefined),
    };
    const resume = dict({ save_path: '/data', paused: 1, auto_managed: 0 });
    expect(qbittorrentRow(resume, keys, beside)).toMatchObject({
      name: 'mine',
      category: 'films',
      tags: ['a', 'b c'],
      finalPath: '',
      paused: false,
      wishes: {
        forced: true,
        firstLast: true,
        share: { ratio: 0, seedingMinutes: 60, action: 'remove' },
      },
    });
  });
});

describe('what Transmission keeps', () => {
  it('has wishes in two lists, and may grow in another folder until it is complete', () => {
    const torrent = transmissionTorrent(
      dict({
        destination: '/done',
        'incomplete-dir': '/growing',
        dnd: [1, 0, 0, 0],
        priority: [0, -1, 0, 1],
        progress: { blocks: Uint8Array.of(0xf0) },
        labels: ['live'],
        'ratio-limit': { 'ratio-limit': '2.500000', 'ratio-mode': 1 },
        'idle-limit': { 'idle-limit': 30, 'idle-mode': 2 },
        'speed-limit-up': { 'speed-Bps': 20_000, 'use-speed-limit': 1 },
        'speed-limit-down': { 'speed-Bps': 20_000, 'use-speed-limit': 0 },
      }),
      ID,
      new Uint8Array(1),
      undefined,
      5,
    );
    expect(torrent).toMatchObject({
      savePath: '/done',
      otherPaths: ['/growing'],
      finalPath: '/done',
      priorities: [0, 1, 4, 7],
      tags: ['live'],
      have: { kind: 'blocks' },
      wishes: { share: { ratio: 2.5, idleMinutes: 0 }, upLimit: 20_000 },
    });
  });

  it('of before version 4 keeps a link in a .torrent file', () => {
    const file = dict({
      announce: 'http://a/announce',
      'announce-list': [['http://a/announce'], ['udp://b:1']],
      'magnet-info': { 'display-name': 'film', info_hash: new Uint8Array(20) },
    });
    expect(linkInTorrentFile(file, ID)).toBe(
      `magnet:?xt=urn:btih:${ID}&dn=film&tr=http%3A%2F%2Fa%2Fannounce&tr=udp%3A%2F%2Fb%3A1`,
    );
    expect(linkInTorrentFile(dict({ info: {} }), ID)).toBeUndefined();
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
