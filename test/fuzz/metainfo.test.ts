import { describe, expect } from 'vitest';
import { utf8Encode } from '../../engine/core/bytes/text.ts';
import { encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { parseInfo, parseMetainfo } from '../../engine/core/metainfo/parse.ts';
import type { Info } from '../../engine/core/metainfo/types.ts';
import { collisionKey, MAX_NAME_BYTES } from '../../engine/core/paths/element.ts';
import { isInside } from '../../engine/core/paths/inside.ts';
import { metainfoWith, smallInfo } from '../support/metainfo.ts';
import { sha1 } from '../support/sha1.ts';
import { fuzz } from './fuzz.ts';

const files = [
  { length: 400, path: ['..', 'a', 'B.txt'] },
  { length: 20, path: ['a', 'b.TXT'] },
  { length: 5, path: ['CON', '\u202ex.exe'], attr: 'x' },
  { length: 0, path: ['a'], attr: 'lx', 'symlink path': ['..', 'etc'] },
  { length: 0, path: ['x'.repeat(300)] },
];
const infos = [smallInfo(), smallInfo({ content: [{ path: ['a', 'b'], length: 40_000 }] })];
const extras = {
  trackers: [['http://a/announce'], ['udp://b:1']],
  webSeeds: ['http://w/x'],
  nodes: [{ host: '1.2.3.4', port: 5 }],
  comment: 'c',
};
const corpus = [
  ...infos.map((info) => encodeMetainfo(info, extras)),
  metainfoWith({ length: undefined, files }),
  metainfoWith({ 'meta version': 2, 'file tree': { temp: { '': { length: 425 } } } }),
];

/** Whatever was accepted can be written below a folder, and adds up. */
function check(info: Info): void {
  let offset = 0;
  const seen = new Set<string>();
  for (const file of info.files) {
    expect(file.offset).toBe(offset);
    expect(file.length).toBeGreaterThanOrEqual(0);
    offset += file.length;
    if (file.pad) continue;
    for (const element of file.path) {
      expect(utf8Encode(element).length).toBeLessThanOrEqual(MAX_NAME_BYTES);
    }
    expect(isInside('/root', `/root/${file.path.join('/')}`, 'posix')).toBe(true);
    expect(isInside('C:\\root', `C:\\root\\${file.path.join('\\')}`, 'windows')).toBe(true);
    const key = file.path.map(collisionKey).join('/');
    expect(seen.has(key)).toBe(false);
    seen.add(key);
  }
  expect(info.length).toBe(offset);
  expect(info.pieceCount).toBe(Math.ceil(offset / info.pieceLength));
  expect(info.pieceHashes.length).toBe(info.pieceCount * 20);
}

describe('metainfo, fuzzed', () => {
  fuzz('a torrent file loads soundly or is refused in a sentence', {
    corpus,
    run(bytes) {
      const result = parseMetainfo(bytes, 'x.torrent', sha1);
      if (result.ok) check(result.value.info);
      else expect(result.message).toMatch(/^x\.torrent .*\.$/s);
    },
  });

  fuzz('metadata from peers loads soundly or is refused', {
    corpus: infos,
    run(bytes) {
      const result = parseInfo(bytes, 'a magnet', sha1);
      if (result.ok) check(result.value);
    },
  });
});
