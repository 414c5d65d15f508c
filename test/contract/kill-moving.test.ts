import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { bytes, EngineProcess } from '../support/engine-process.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { until } from '../support/wait.ts';

const MiB = 1024 * 1024;
/** A file system of its own on nearly every Linux. */
const OTHER_VOLUME = '/dev/shm';
const SETTINGS = {
  listenHost: '127.0.0.1',
  dht: false,
  lsd: false,
  pex: false,
  portMapping: false,
};

const group = new ProcessGroup();
afterAll(() => group.close());

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

test.skipIf(!existsSync(OTHER_VOLUME))(
  'killed while it moves real files to another drive and back, the data is whole on one side and nothing else is left',
  async () => {
    const here = await group.tempDir('here');
    const there = await mkdtemp(join(OTHER_VOLUME, 'skein-kill-'));
    group.own(() => rm(there, { recursive: true, force: true }));
    const profileDir = await group.tempDir('profile');
    const parts = { 'a.bin': randomBytes(17 * MiB + 5), 'sub/b.bin': randomBytes(7 * MiB) };
    await mkdir(join(here, 'thing', 'sub'), { recursive: true });
    for (const [name, content] of Object.entries(parts))
      await writeFile(join(here, 'thing', name), content);
    const whole = Buffer.concat(Object.values(parts));
    const hashes: Buffer[] = [];
    for (let at = 0; at < whole.length; at += MiB)
      hashes.push(
        createHash('sha1')
          .update(whole.subarray(at, at + MiB))
          .digest(),
      );
    const info = encodeInfo({
      name: 'thing',
      pieceLength: MiB,
      pieceHashes: new Uint8Array(Buffer.concat(hashes)),
      content: Object.entries(parts).map(([name, { length }]) => ({
        path: name.split('/'),
        length,
      })),
    });
    const metainfo = encodeMetainfo(info, {});

    let engine = await EngineProcess.start({ group, profileDir, settings: SETTINGS });
    const source = { kind: 'metainfo', bytes: bytes(metainfo), fileName: 'thing.torrent' };
    const { id } = await engine.call('add', { source, savePath: here, paused: false });
    const settled = (): Promise<string> =>
      until(
        async () => {
          const row = (await engine.call('list'))[0];
          return row?.state === 'seeding' && row.done === whole.length ? row.savePath : undefined;
        },
        { what: 'the torrent to seed', timeout: 20_000 },
      );
    let at = await settled();
    const sides = new Set<string>();
    for (const ms of [0, 2, 5, 10, 15, 20, 30, 45, 60, 90, 150, 400]) {
      await engine.call('move', [id], at === here ? there : here, 'stop');
      await pause(ms);
      engine.process.child.kill('SIGKILL');
      await engine.process.ended;
      engine = await EngineProcess.start({ group, profileDir, settings: SETTINGS });
      at = await settled();
      sides.add(at);
      for (const [name, content] of Object.entries(parts))
        expect((await readFile(join(at, 'thing', name))).equals(content), `${ms} ms`).toBe(true);
      expect(await filesBelow(at), `${ms} ms`).toEqual(['thing/a.bin', 'thing/sub/b.bin']);
      expect(await readdir(at === here ? there : here), `${ms} ms`).toEqual([]);
    }
    // Some were put back, some had arrived.
    expect(sides.size).toBe(2);
    await engine.stop();
  },
  120_000,
);
