import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from '../../support/payload.ts';

const PIECE = 16 * 1024;

export interface SmallTorrents {
  readonly folder: string;
  readonly files: readonly string[];
}

/** `count` torrents of one small file each, with their data, in `dir`. No tracker. */
export async function makeSmallTorrents(dir: string, count: number): Promise<SmallTorrents> {
  const folder = join(dir, 'data');
  const torrents = join(dir, 'torrents');
  await mkdir(folder, { recursive: true });
  await mkdir(torrents, { recursive: true });
  const files: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = `small-${String(index).padStart(5, '0')}.bin`;
    const data = randomBytes(name, PIECE);
    await writeFile(join(folder, name), data);
    const hash = createHash('sha1').update(data).digest();
    const head = `d4:infod6:lengthi${PIECE}e4:name${name.length}:${name}`;
    const torrent = Buffer.concat([
      Buffer.from(`${head}12:piece lengthi${PIECE}e6:pieces20:`),
      hash,
      Buffer.from('ee'),
    ]);
    const file = join(torrents, `${name}.torrent`);
    await writeFile(file, torrent);
    files.push(file);
  }
  return { folder, files };
}
