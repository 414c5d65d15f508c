import { afterEach, expect, test } from 'vitest';
import type { InfoHash } from '../../engine/api/index.ts';
import { parseMagnet } from '../../engine/core/magnet.ts';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { must, startEngine } from './rigs/engine.ts';

let group = new ProcessGroup();
afterEach(async () => {
  await group.close();
  group = new ProcessGroup();
});

test('the list finds torrents by their files, tells what is in them, and gives links to them', async () => {
  const { engine } = await startEngine(group);
  const savePath = await group.tempDir('save');
  const add = async (name: string, files: readonly string[]) => {
    const info = encodeInfo({
      name,
      pieceLength: 16_384,
      pieceHashes: new Uint8Array(20),
      content: files.map((file) => ({ path: file.split('/'), length: 10 })),
    });
    const bytes = encodeMetainfo(info, {
      trackers: [['http://127.0.0.1:9/announce'], ['http://127.0.0.1:9/other']],
      comment: '<b>music</b>',
    });
    const source = { kind: 'metainfo', bytes, fileName: name } as const;
    const { id } = await must(engine.add({ source, savePath, paused: true }));
    return id;
  };
  const album = await add('Album', ['CD 1/01 Ouvertüre.FLAC', 'cover.jpg']);
  const film = await add('Film', ['film.mkv', 'subs/en.srt']);
  const uri = 'magnet:?xt=urn:btih:c9e15763f722f23e98a29decdfae341b98d53056&dn=waiting';
  const source = { kind: 'magnet', uri } as const;
  const waiting = await must(engine.add({ source, savePath, paused: true }));

  const finds = (pattern: string): Promise<readonly InfoHash[]> => must(engine.findFiles(pattern));
  expect(await finds('*.flac')).toEqual([album]);
  expect(await finds('OUVERTÜRE')).toEqual([album]);
  expect(await finds('subs/')).toEqual([film]);
  expect(await finds('?*.???')).toEqual([album, film]);
  expect(await finds('waiting')).toEqual([]);

  const rows = await must(engine.list());
  expect(rows.find((row) => row.id === film)).toMatchObject({
    totalSize: 20,
    pieceCount: 1,
    fileCount: 2,
    comment: '<b>music</b>',
    trackers: ['127.0.0.1'],
    trackerTrouble: 'none',
    availability: -1,
    timesAt: 0,
  });
  expect(rows.find((row) => row.id === waiting.id)).toMatchObject({ totalSize: 0, trackers: [] });

  const links = await must(engine.magnets([film, waiting.id]));
  const read = links.map((link) => parseMagnet(link));
  expect(read[0]).toMatchObject({
    ok: true,
    value: {
      infoHash: film,
      name: 'Film',
      trackers: ['http://127.0.0.1:9/announce', 'http://127.0.0.1:9/other'],
    },
  });
  expect(read[1]).toMatchObject({ ok: true, value: { infoHash: waiting.id, name: 'waiting' } });
  expect(await engine.magnets(['0'.repeat(40) as InfoHash])).toMatchObject({
    ok: false,
    code: 'torrent-unknown',
  });
});
