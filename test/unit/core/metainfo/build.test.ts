import { describe, expect, it } from 'vitest';
import { latin1Decode } from '../../../../engine/core/bytes/text.ts';
import {
  choosePieceLength,
  encodeInfo,
  encodeMetainfo,
} from '../../../../engine/core/metainfo/build.ts';
import { parseMetainfo } from '../../../../engine/core/metainfo/parse.ts';
import { smallInfo } from '../../../support/metainfo.ts';
import { sha1 } from '../../../support/sha1.ts';

describe('a torrent that we make', () => {
  it('reads back as what it was made of', () => {
    const info = encodeInfo({
      name: 'My folder',
      pieceLength: 16384,
      pieceHashes: new Uint8Array(40).fill(7),
      content: [
        { path: ['a', 'Füße.txt'], length: 384, executable: true },
        { path: [], length: 16000, pad: true },
        { path: ['b'], length: 10 },
      ],
      private: true,
      source: 'SRC',
    });
    const bytes = encodeMetainfo(info, {
      trackers: [['http://a/announce', 'udp://b:1'], ['http://c/announce']],
      webSeeds: ['http://w/'],
      nodes: [{ host: 'n.example', port: 6881 }],
      comment: 'Hi',
      createdBy: 'Skein',
      creationDate: 1_700_000_000,
    });
    const result = parseMetainfo(bytes, 'x.torrent', sha1);
    if (!result.ok) throw new Error(result.message);
    expect(result.value).toMatchObject({
      trackers: [['http://a/announce', 'udp://b:1'], ['http://c/announce']],
      webSeeds: ['http://w/'],
      nodes: [{ host: 'n.example', port: 6881 }],
      comment: 'Hi',
      createdBy: 'Skein',
      creationDate: 1_700_000_000,
      info: {
        name: 'My folder',
        private: true,
        source: 'SRC',
        pieceCount: 2,
        files: [
          { path: ['My folder', 'a', 'Füße.txt'], length: 384, executable: true, pad: false },
          { length: 16000, pad: true },
          { path: ['My folder', 'b'], length: 10, offset: 16384 },
        ],
      },
    });
  });

  it('holds the info dictionary byte for byte, also one with keys out of order', () => {
    const raw = Uint8Array.from('d4:name1:x6:lengthi1ee', (c) => c.charCodeAt(0));
    const text = latin1Decode(encodeMetainfo(raw, { comment: 'c', webSeeds: ['http://w/'] }));
    expect(text).toBe('d7:comment1:c4:infod4:name1:x6:lengthi1ee8:url-listl9:http://w/ee');
    expect(latin1Decode(encodeMetainfo(raw, {}))).toBe('d4:infod4:name1:x6:lengthi1eee');
  });

  it('lists tiers only where there is more than one tracker', () => {
    const text = (trackers: string[][]): string =>
      latin1Decode(encodeMetainfo(smallInfo(), { trackers }));
    expect(text([['http://a/']])).toMatch(/^d8:announce9:http:\/\/a\/4:info/);
    expect(text([['http://a/'], ['http://b/']])).toContain('13:announce-list');
    expect(text([[], []])).toMatch(/^d4:info/);
  });
});

describe('the piece length', () => {
  const MiB = 2 ** 20;
  it.each([
    [1, 16 * 1024],
    [30 * MiB, 16 * 1024],
    [700 * MiB, MiB / 2],
    [4 * 1024 * MiB, 4 * MiB],
    [100 * 1024 * MiB, 16 * MiB],
    [2 ** 50, 16 * MiB],
  ])('for %i bytes is %i', (length, pieceLength) => {
    expect(choosePieceLength(length)).toBe(pieceLength);
  });
});
