import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeInfo, encodeMetainfo } from '../../../../engine/core/metainfo/build.ts';
import type { ProcessGroup } from '../../../support/process-group.ts';
import { QUIET, startSkein } from '../../../support/skein-cli.ts';
import { infoHashOfFile } from '../../../support/torrent-file.ts';
import { until } from '../../../support/wait.ts';
import { makeSmallTorrents } from '../small-torrents.ts';

/** A profile with many complete torrents, as the command line left it. */
export interface ManyTorrents {
  readonly count: number;
  /** A copy of it, for one run. */
  copyTo(profile: string): Promise<void>;
  /** Info-hashes of the first `count`. */
  some(count: number): Promise<string[]>;
}

/** Made once and kept: adding ten thousand torrents takes half a minute. What was begun is gone on with. */
export async function manyTorrents(
  cache: string,
  count: number,
  group: ProcessGroup,
): Promise<ManyTorrents> {
  const home = join(cache, `window-${count}`);
  const state = join(home, 'state');
  const whole = join(home, 'whole');
  await mkdir(home, { recursive: true });
  const { folder, files } = await makeSmallTorrents(home, count);
  if (!existsSync(whole)) {
    const words = ['seed', ...files, '--dir', folder, '--state', state];
    const cli = startSkein([...words, '--listen', '127.0.0.1:0', ...QUIET], { group });
    await until(() => cli.all('seeding').length >= count, {
      timeout: 900_000,
      interval: 200,
      what: () => `${count} torrents to be added: ${cli.process.tail()}`,
    });
    await cli.kill('SIGTERM', 30_000);
    await writeFile(whole, '');
  }
  return {
    count,
    copyTo: (profile) => cp(state, profile, { recursive: true }),
    some: (few) => Promise.all(files.slice(0, few).map((file) => infoHashOfFile(file))),
  };
}

/** A torrent of so many small files that nobody has: 100 a folder. */
export async function wideTorrent(path: string, files: number): Promise<void> {
  const content = Array.from({ length: files }, (_, index) => ({
    path: [
      `folder ${String(Math.floor(index / 1000)).padStart(4, '0')}`,
      `part ${Math.floor(index / 100) % 10}`,
      `file number ${String(index).padStart(6, '0')}.dat`,
    ],
    length: 700 + (index % 900),
  }));
  const pieceLength = 1024 * 1024;
  const length = content.reduce((sum, file) => sum + file.length, 0);
  const pieceHashes = new Uint8Array(Math.ceil(length / pieceLength) * 20);
  const info = encodeInfo({
    name: 'wide',
    pieceLength,
    pieceHashes,
    content,
    private: false,
  });
  await writeFile(path, encodeMetainfo(info, { trackers: [] }));
}
