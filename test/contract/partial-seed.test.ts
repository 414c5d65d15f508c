import { createHash } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { BLOCK, type InfoHash } from '../../engine/core/ids.ts';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { MSG } from '../../engine/core/wire/ids.ts';
import { randomBytes } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { extended, handshake, message, RawPeer, u32 } from '../support/raw-peer.ts';
import { infoHashOf } from '../support/torrent-file.ts';
import { delay, until } from '../support/wait.ts';
import { must, startEngine } from './rigs/engine.ts';

/** Our peer's ids for what we send it. */
const IDS = { upload_only: 11, lt_donthave: 12 };
const PIECES = 4;

let group = new ProcessGroup();
afterEach(async () => {
  await group.close();
  group = new ProcessGroup();
});

/** Two files of four pieces each; the first is there, the second is not wanted. */
async function partialSeed() {
  const files = [randomBytes('one', PIECES * BLOCK), randomBytes('two', PIECES * BLOCK)] as const;
  const content = Buffer.concat([...files]);
  const hashes = Array.from({ length: 2 * PIECES }, (_, piece) =>
    createHash('sha1')
      .update(content.subarray(piece * BLOCK, (piece + 1) * BLOCK))
      .digest(),
  );
  const info = encodeInfo({
    name: 'both',
    pieceLength: BLOCK,
    pieceHashes: Buffer.concat(hashes),
    content: ['one', 'two'].map((name) => ({ path: [name], length: PIECES * BLOCK })),
  });
  const savePath = await group.tempDir('save');
  await mkdir(join(savePath, 'both'));
  await writeFile(join(savePath, 'both', 'one'), files[0]);
  const { engine, port } = await startEngine(group);
  const file = encodeMetainfo(info, {});
  const id = infoHashOf(Buffer.from(file)) as InfoHash;
  const source = { kind: 'metainfo' as const, bytes: file, fileName: 'both' };
  await must(engine.add({ source, savePath, paused: false, priorities: [4, 0] }));
  await until(async () => (await must(engine.list()))[0]?.state === 'seeding', {
    what: 'the torrent to seed',
  });
  const peer = await RawPeer.dial(group, '127.0.0.1', port);
  peer.send(handshake(id), extended(0, { m: IDS }), message(MSG.haveNone));
  await until(() => peer.extendedWith(0)[0], { what: 'our greeting' });
  return { engine, id, peer, path: join(savePath, 'both', 'one'), first: files[0] };
}

describe('a torrent of which not all is wanted', () => {
  test('is told of as upload only, until more is wanted (BEP 21)', async () => {
    const { engine, id, peer } = await partialSeed();
    expect(peer.extendedWith(0)[0]?.toString('latin1')).toContain('11:upload_onlyi1e');
    const told = (): number[] => peer.extendedWith(IDS.upload_only).map((one) => one[0] ?? -1);
    await must(engine.setPriorities(id, [{ files: [1], priority: 4 }]));
    await until(() => told().length === 1, { what: 'a word that we want more' });
    await must(engine.setPriorities(id, [{ files: [1], priority: 0 }]));
    await until(() => told().length === 2, { what: 'a word that we want no more' });
    expect(told()).toEqual([0, 1]);
  });

  test('whose file was changed by someone else takes its word back, piece by piece (BEP 54)', async () => {
    const { peer, path, first } = await partialSeed();
    // The third piece is another one now.
    const changed = Buffer.from(first);
    changed.fill(0, 2 * BLOCK, 3 * BLOCK);
    await writeFile(path, changed);
    await utimes(path, new Date(), new Date(Date.now() + 5_000));
    // A file is looked at no more than once a second.
    await delay(1_100);
    peer.send(message(MSG.interested));
    await until(() => peer.all(MSG.unchoke).length > 0, { what: 'an unchoke' });
    const lost = (): number[] =>
      peer.extendedWith(IDS.lt_donthave).map((one) => one.readUInt32BE());
    const told = (): number[] => peer.all(MSG.have).map((one) => one.readUInt32BE());
    await until(
      () => {
        if (lost().length === 0) peer.send(message(MSG.request, u32(2, 0, BLOCK)));
        return lost().length > 0 && told().length >= PIECES - 1;
      },
      { timeout: 20_000, interval: 300, what: () => `${lost()} lost, ${told()} there again` },
    );
    expect(lost()).toEqual([0, 1, 2, 3]);
    expect(told()).toEqual([0, 1, 3]);
    // Not a byte of the changed piece has left.
    expect(peer.all(MSG.piece)).toEqual([]);
  });
});
